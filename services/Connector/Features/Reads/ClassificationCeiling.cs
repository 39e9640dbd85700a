using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Features.Reads;

/// <summary>The highest level a decision lets out.</summary>
internal static class ClassificationCeiling
{
    public static Classification Of(PolicyDecision decision) => decision.Constraints["max_classification"] switch
    {
        null => Classification.Restricted,
        JsonValue value when value.GetValueKind() == JsonValueKind.String
            && Enum.TryParse<Classification>(value.GetValue<string>(), ignoreCase: true, out var level)
            && Enum.IsDefined(level) => level,

        // A limit that cannot be understood lets nothing out but what everybody may see.
        _ => Classification.Public,
    };
}
