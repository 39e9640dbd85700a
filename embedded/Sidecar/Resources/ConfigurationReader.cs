using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace OpenClaw.Sidecar.Resources;

/// <summary>Reads the files of <c>--config</c>; <c>$NAME</c> and <c>${NAME}</c> are replaced by environment variables.</summary>
internal static partial class ConfigurationReader
{
    public static AppConfiguration Read(IReadOnlyList<string> files)
    {
        var merged = new AppConfiguration();
        foreach (var file in files)
        {
            if (!File.Exists(file))
            {
                throw new ResourceException($"configuration file does not exist: {file}");
            }
            var stream = new YamlStream();
            stream.Load(new StringReader(Variable().Replace(File.ReadAllText(file),
                match => Environment.GetEnvironmentVariable(match.Groups[1].Value) ?? "")));
            foreach (var root in stream.Documents.Select(document => document.RootNode).Where(root => root.At("kind").Text() == "Configuration"))
            {
                merged = Merge(merged, root.At("spec"), file);
            }
        }
        return merged;
    }

    private static AppConfiguration Merge(AppConfiguration before, YamlNode? spec, string file)
    {
        Refuse(spec, file, "accessControl", "httpPipeline", "appHttpPipeline");
        if (spec.At("api", "allowed") is not null || spec.At("api", "denied") is not null)
        {
            throw new ResourceException($"{file}: spec.api lists are not supported by the embedded sidecar");
        }
        var rate = spec.At("tracing", "samplingRate").Text();
        var scopes = spec.At("secrets", "scopes").Items().Select(scope => new SecretScope(
            scope.At("storeName").Text() ?? "", scope.At("defaultAccess").Text() != "deny", Texts(scope.At("allowedSecrets")), Texts(scope.At("deniedSecrets")))).ToArray();
        var features = new Dictionary<string, bool>(before.Features);
        foreach (var feature in spec.At("features").Items())
        {
            features[feature.At("name").Text() ?? ""] = feature.At("enabled").Truthy();
        }
        return before with
        {
            SamplingRate = rate is null ? before.SamplingRate : double.Parse(rate, CultureInfo.InvariantCulture),
            OtelEndpoint = spec.At("tracing", "otel", "endpointAddress").Text() ?? before.OtelEndpoint,
            SecretScopes = scopes.Length > 0 ? scopes : before.SecretScopes,
            DeniedComponents = [.. before.DeniedComponents, .. Texts(spec.At("components", "deny"))],
            Features = features,
        };
    }

    /// <summary>Parts that would protect something are refused rather than ignored.</summary>
    private static void Refuse(YamlNode? spec, string file, params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (spec.At(part) is YamlMappingNode { Children.Count: > 0 })
            {
                throw new ResourceException($"{file}: spec.{part} is not supported by the embedded sidecar");
            }
        }
    }

    private static string[] Texts(YamlNode? list) => [.. list.Items().Select(item => item.Text()).OfType<string>()];

    [GeneratedRegex(@"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?")]
    private static partial Regex Variable();
}
