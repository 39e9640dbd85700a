using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace OpenClaw.Sidecar.Resources;

/// <summary>Turns one parsed document into its record.</summary>
internal static class DocumentReader
{
    public static ComponentResource Component(YamlNode root, string source)
    {
        var name = root.At("metadata", "name").Text() ?? throw new ResourceException($"{source}: a Component has no name");
        var type = root.At("spec", "type").Text() ?? throw new ResourceException($"{source}: Component {name} has no spec.type");
        var timeout = MetadataValues.Duration(root.At("spec", "initTimeout").Text(), TimeSpan.FromSeconds(1)) ?? TimeSpan.FromSeconds(5);
        return new ComponentResource(name, type, root.At("spec", "version").Text() is { } version and not "v0" ? version : "v1", root.At("spec", "ignoreErrors").Truthy(), timeout,
            root.At("auth", "secretStore").Text(), Values(root.At("spec", "metadata")), source);
    }

    public static HttpEndpointResource HttpEndpoint(YamlNode root)
    {
        var name = root.At("metadata", "name").Text() ?? throw new ResourceException("an HTTPEndpoint has no name");
        var url = root.At("spec", "baseUrl").Text() ?? throw new ResourceException($"HTTPEndpoint {name} has no spec.baseUrl");
        return new HttpEndpointResource(name, url.TrimEnd('/'), Values(root.At("spec", "headers")), root.At("auth", "secretStore").Text(), Tls(root.At("spec", "clientTLS")));
    }

    /// <summary><c>rootCA</c>, <c>certificate</c> and <c>privateKey</c>, each a value or a reference.</summary>
    private static IReadOnlyList<ComponentValue> Tls(YamlNode? node) => [.. node.Entries().Where(entry => entry.Value is YamlMappingNode)
        .Select(entry => Value(entry.Key, entry.Value))];

    public static SubscriptionResource SubscriptionV1(YamlNode root)
    {
        var spec = root.At("spec");
        return Subscription(root, [], spec.At("route").Text());
    }

    public static SubscriptionResource SubscriptionV2(YamlNode root)
    {
        var routes = root.At("spec", "routes");
        var rules = routes.At("rules").Items().Select(rule => new RouteRuleResource(rule.At("match").Text() ?? "", rule.At("path").Text() ?? ""));
        return Subscription(root, [.. rules], routes.At("default").Text());
    }

    private static SubscriptionResource Subscription(YamlNode root, IReadOnlyList<RouteRuleResource> rules, string? path)
    {
        var spec = root.At("spec");
        var name = root.At("metadata", "name").Text();
        var bulk = spec.At("bulkSubscribe");
        return new SubscriptionResource(
            spec.At("pubsubname").Text() ?? throw new ResourceException($"Subscription {name} has no pubsubname"),
            spec.At("topic").Text() ?? throw new ResourceException($"Subscription {name} has no topic"),
            rules,
            path,
            spec.At("deadLetterTopic").Text(),
            spec.At("metadata").TextMap(),
            SubscriptionResource.Declarative)
        {
            Bulk = bulk.At("enabled").Truthy() ? BulkSubscribeResource.From(Number(bulk.At("maxMessagesCount")), Number(bulk.At("maxAwaitDurationMs"))) : null,
        };
    }

    private static int? Number(YamlNode? node) =>
        int.TryParse(node.Text(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IReadOnlyList<ComponentValue> Values(YamlNode? list) =>
        [.. list.Items().Select(item => Value(item.At("name").Text() ?? "", item))];

    private static ComponentValue Value(string name, YamlNode item) => new(
        name,
        ValueText(item.At("value")),
        item.At("secretKeyRef", "name").Text(),
        item.At("secretKeyRef", "key").Text() ?? item.At("secretKeyRef", "name").Text(),
        item.At("envRef").Text());

    private static string? ValueText(YamlNode? node) => node switch
    {
        null => null,
        YamlScalarNode scalar => scalar.Value,
        _ => YamlToJson.Write(node),
    };
}
