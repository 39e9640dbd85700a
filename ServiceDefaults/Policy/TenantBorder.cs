using System.Text.Json.Nodes;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>
/// Assistants of different companies exchange nothing, whatever any policy says or fails to say, and the envelope's word about
/// who is who counts for nothing against the caller's proven tenant. The rules say the same again.
/// </summary>
internal static class TenantBorder
{
    public const string Reason = "Assistants of different tenants never exchange anything.";

    /// <summary>The <see cref="PolicyDecision.PolicyApplied"/>: the system itself, not a policy.</summary>
    public const string Name = "system";
    private const string Exchange = "agent_exchange";

    public static bool IsCrossedBy(GovernedAction action) =>
        action.Action.Contains(Exchange, StringComparison.Ordinal)
        && !(IsOwn(action, "source_tenant") && IsOwn(action, "target_tenant"));

    private static bool IsOwn(GovernedAction action, string side) =>
        action.Additional?[side] is JsonValue value && value.TryGetValue<string>(out var tenant) && tenant == action.TenantId;
}
