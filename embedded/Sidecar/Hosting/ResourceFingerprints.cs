using System.Text.Json;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Hosting;

/// <summary>Resources as text, so that two readings of the same folders can be compared.</summary>
internal static class ResourceFingerprints
{
    public static string Of(ComponentResource component) => JsonSerializer.Serialize(component);

    public static string Of(SubscriptionResource subscription) => JsonSerializer.Serialize(subscription);

    /// <summary>What only a restart of the runtime can exchange.</summary>
    public static (string Kind, string Text)[] Whole(ResourceSet set, IEnumerable<string> configurationTexts) =>
    [
        ("An HTTPEndpoint", JsonSerializer.Serialize(set.HttpEndpoints)),
        ("A Resiliency", string.Join('\n', set.Resiliencies.Select(resource => resource.Name + (resource.Spec is null ? "" : YamlToJson.Write(resource.Spec))))),
        ("The Configuration", string.Join('\n', configurationTexts)),
    ];
}
