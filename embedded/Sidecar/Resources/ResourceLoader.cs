using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OpenClaw.Sidecar.Resources;

/// <summary>Reads the YAML of every resource path, keeps what is in scope of this app and refuses duplicate names.</summary>
internal sealed class ResourceLoader(string appId, string appNamespace, ILogger logger)
{
    private static readonly string[] Kinds = ["Component", "Subscription", "HTTPEndpoint", "Resiliency"];

    public ResourceSet Load(IReadOnlyList<string> folders, IReadOnlyList<string> configs)
    {
        var set = new ResourceSet();
        foreach (var folder in folders)
        {
            if (!Directory.Exists(folder))
            {
                throw new ResourceException($"resources path does not exist: {folder}");
            }
            foreach (var file in Directory.EnumerateFiles(folder).Where(IsYaml).Order(StringComparer.Ordinal))
            {
                LoadFile(file, set);
            }
        }
        RefuseDuplicates("Component", set.Components.Select(component => component.Name));
        RefuseDuplicates("HTTPEndpoint", set.HttpEndpoints.Select(endpoint => endpoint.Name));
        RefuseDuplicates("Resiliency", set.Resiliencies.Select(resiliency => resiliency.Name));
        set.Configuration = ConfigurationReader.Read(configs);
        return set;
    }

    private static bool IsYaml(string file) => Path.GetExtension(file) is ".yaml" or ".yml";

    private void LoadFile(string file, ResourceSet set)
    {
        var seenResiliency = false;
        foreach (var root in Documents(file))
        {
            var kind = root.At("kind").Text();
            var version = root.At("apiVersion").Text();
            if (kind is null || !Kinds.Contains(kind) || !InScope(root))
            {
                continue;
            }
            switch (kind, version)
            {
                case ("Component", "dapr.io/v1alpha1"):
                    set.Components.Add(DocumentReader.Component(root, Path.GetFileName(file)));
                    break;
                case ("HTTPEndpoint", "dapr.io/v1alpha1"):
                    set.HttpEndpoints.Add(DocumentReader.HttpEndpoint(root));
                    break;
                case ("Subscription", "dapr.io/v1alpha1"):
                    set.Subscriptions.Add(DocumentReader.SubscriptionV1(root));
                    break;
                case ("Subscription", "dapr.io/v2alpha1"):
                    set.Subscriptions.Add(DocumentReader.SubscriptionV2(root));
                    break;
                case ("Resiliency", "dapr.io/v1alpha1") when !seenResiliency:
                    // Only the first one of a file is read, as the original does at start.
                    seenResiliency = true;
                    set.Resiliencies.Add(new ResiliencyResource(root.At("metadata", "name").Text() ?? "", root.At("spec")));
                    break;
                default:
                    logger.DocumentSkipped(file, $"{kind} {version}");
                    break;
            }
        }
    }

    private IEnumerable<YamlNode> Documents(string file)
    {
        // Each document is parsed by itself, so that one that does not parse costs only itself.
        foreach (var text in File.ReadAllText(file).ReplaceLineEndings("\n").Split("\n---"))
        {
            YamlStream stream = [];
            try
            {
                stream.Load(new StringReader(text.StartsWith("---", StringComparison.Ordinal) ? text : "---" + (text.StartsWith('\n') ? "" : "\n") + text));
            }
            catch (YamlException error)
            {
                logger.DocumentSkipped(file, error.Message);
                continue;
            }
            if (stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode root)
            {
                yield return root;
            }
        }
    }

    private bool InScope(YamlNode root)
    {
        var scopes = root.At("scopes").Items().Select(item => item.Text()).ToArray();
        var named = root.At("metadata", "namespace").Text();
        return (scopes.Length == 0 || scopes.Contains(appId))
            && (appNamespace.Length == 0 || named is null || named == appNamespace);
    }

    private static void RefuseDuplicates(string kind, IEnumerable<string> names)
    {
        var twice = names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new ResourceException($"duplicate definition of {kind} name {twice.Key}");
        }
    }
}
