using System.Globalization;
using System.Text.RegularExpressions;
using OpenClaw.Sidecar.Middleware;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OpenClaw.Sidecar.Resources;

/// <summary>Reads the files of <c>--config</c>; <c>$NAME</c> and <c>${NAME}</c> are replaced by environment variables.</summary>
internal static partial class ConfigurationReader
{
    private static readonly HashSet<string> Parts =
    [
        "tracing", "metrics", "metric", "httpPipeline", "appHttpPipeline", "secrets", "accessControl", "features", "api", "components",
        "nameResolution", "logging", "mtls",
    ];

    public static AppConfiguration Read(IReadOnlyList<string> files)
    {
        var merged = new AppConfiguration();
        foreach (var file in files)
        {
            if (!File.Exists(file))
            {
                throw new ResourceException($"configuration file does not exist: {file}");
            }
            foreach (var root in Documents(file).Where(root => root.At("kind").Text() == "Configuration"))
            {
                merged = Merge(merged, root.At("spec"), Path.GetFileName(file));
            }
        }
        return merged;
    }

    private static IEnumerable<YamlNode> Documents(string file)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(Variable().Replace(File.ReadAllText(file),
                match => Environment.GetEnvironmentVariable(match.Groups[1].Value) ?? "")));
        }
        catch (YamlException error)
        {
            throw new ResourceException($"configuration file {file} is not YAML: {error.Message}", error);
        }
        return stream.Documents.Select(document => document.RootNode);
    }

    private static AppConfiguration Merge(AppConfiguration before, YamlNode? spec, string file)
    {
        if (spec.Entries().FirstOrDefault(part => !Parts.Contains(part.Key)) is { Key: { } unknown })
        {
            throw new ResourceException($"{file}: spec.{unknown} is not supported by the embedded sidecar");
        }
        if (spec.At("nameResolution", "component").Text() is { } resolver && resolver is not ("mdns" or "kubernetes"))
        {
            throw new ResourceException($"{file}: nameResolution {resolver} is not supported by the embedded sidecar; the placement process answers names");
        }
        var scopes = spec.At("secrets", "scopes").Items().Select(scope => new SecretScope(
            scope.At("storeName").Text() ?? "", scope.At("defaultAccess").Text() != "deny", Texts(scope.At("allowedSecrets")), Texts(scope.At("deniedSecrets")))).ToArray();
        var features = new Dictionary<string, bool>(before.Features);
        foreach (var feature in spec.At("features").Items())
        {
            features[feature.At("name").Text() ?? ""] = feature.At("enabled").Truthy();
        }
        return before with
        {
            Tracing = spec.At("tracing") is { } tracing ? Tracing(tracing, before.Tracing, file) : before.Tracing,
            Metrics = (spec.At("metrics") ?? spec.At("metric")) is { } metrics ? MetricsReader.Read(metrics, file) : before.Metrics,
            SecretScopes = scopes.Length > 0 ? scopes : before.SecretScopes,
            DeniedComponents = [.. before.DeniedComponents, .. Texts(spec.At("components", "deny"))],
            Features = features,
            HttpPipeline = spec.At("httpPipeline") is { } api ? Handlers(api) : before.HttpPipeline,
            AppHttpPipeline = spec.At("appHttpPipeline") is { } app ? Handlers(app) : before.AppHttpPipeline,
            AllowedApis = spec.At("api", "allowed") is { } allowed ? Rules(allowed) : before.AllowedApis,
            DeniedApis = spec.At("api", "denied") is { } denied ? Rules(denied) : before.DeniedApis,
            ApiLogging = spec.At("logging", "apiLogging") is { } logging
                ? new ApiLoggingSettings(logging.At("enabled").Truthy(), logging.At("omitHealthChecks").Truthy(), logging.At("obfuscateURLs").Truthy())
                : before.ApiLogging,
            AccessControl = spec.At("accessControl") is YamlMappingNode { Children.Count: > 0 } access ? AccessControlReader.Read(access, file) : before.AccessControl,
        };
    }

    private static TracingSettings Tracing(YamlNode node, TracingSettings before, string file)
    {
        var rate = node.At("samplingRate").Text();
        var otel = node.At("otel");
        var protocol = otel.At("protocol").Text();
        if (protocol is not (null or "grpc" or "http"))
        {
            throw new ResourceException($"{file}: tracing.otel.protocol must be grpc or http, not {protocol}");
        }
        return before with
        {
            SamplingRate = rate is null ? before.SamplingRate
                : double.TryParse(rate, CultureInfo.InvariantCulture, out var number) ? number
                : throw new ResourceException($"{file}: tracing.samplingRate \"{rate}\" is not a number"),
            Stdout = node.At("stdout").Truthy(),
            ZipkinEndpoint = node.At("zipkin", "endpointAddress").Text() ?? before.ZipkinEndpoint,
            OtelEndpoint = otel.At("endpointAddress").Text() ?? before.OtelEndpoint,
            OtelOverGrpc = protocol is null ? before.OtelOverGrpc : protocol == "grpc",
            OtelIsSecure = otel.At("isSecure").Text() is null ? before.OtelIsSecure : otel.At("isSecure").Truthy(),
            OtelHeaders = otel.At("headers") is YamlMappingNode headers
                ? string.Join(',', headers.TextMap().Select(pair => $"{pair.Key}={pair.Value}")) : otel.At("headers").Text() ?? before.OtelHeaders,
            OtelTimeout = MetadataValues.Duration(otel.At("timeout").Text(), TimeSpan.FromMilliseconds(1)) ?? before.OtelTimeout,
        };
    }

    private static MiddlewareReference[] Handlers(YamlNode node) =>
        [.. node.At("handlers").Items().Select(item => new MiddlewareReference(item.At("name").Text() ?? "", item.At("type").Text() ?? ""))];

    private static ApiRule[] Rules(YamlNode list) =>
        [.. list.Items().Select(item => new ApiRule(item.At("name").Text() ?? "", item.At("version").Text() ?? "", item.At("protocol").Text() ?? ""))];

    private static string[] Texts(YamlNode? list) => [.. list.Items().Select(item => item.Text()).OfType<string>()];

    [GeneratedRegex(@"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?")]
    private static partial Regex Variable();
}
