using YamlDotNet.RepresentationModel;

namespace OpenClaw.Sidecar.Resources;

/// <summary>Reads <c>accessControl</c> of a Configuration. Something written without a global default means deny.</summary>
internal static class AccessControlReader
{
    public static AccessControlSettings Read(YamlNode node, string file) => new(
        Action(node.At("defaultAction"), file) ?? false,
        node.At("trustDomain").Text() ?? "public",
        [.. node.At("policies").Items().Select(policy => Policy(policy, file))]);

    private static AccessPolicy Policy(YamlNode node, string file)
    {
        string Needed(string name) => node.At(name).Text() is { Length: > 0 } text ? text
            : throw new ResourceException($"{file}: invalid access control spec: a policy has no {name}");
        return new AccessPolicy(
            Needed("appId"),
            Needed("trustDomain"),
            Needed("namespace"),
            Action(node.At("defaultAction"), file),
            [.. node.At("operations").Items().Select(operation => Operation(operation, file))]);
    }

    private static AccessOperation Operation(YamlNode node, string file) => new(
        node.At("name").Text() ?? throw new ResourceException($"{file}: invalid access control spec: an operation has no name"),
        [.. node.At("httpVerb").Items().Select(verb => verb.Text() ?? "")],
        Action(node.At("action"), file) ?? false);

    private static bool? Action(YamlNode? node, string file) => node.Text()?.ToUpperInvariant() switch
    {
        null or "" => null,
        "ALLOW" => true,
        "DENY" => false,
        var other => throw new ResourceException($"{file}: invalid access control spec: unknown action {other}"),
    };
}
