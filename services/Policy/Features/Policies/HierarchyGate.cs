using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>Holds a document against what is in force above it, and what is in force below against it.</summary>
internal static class HierarchyGate
{
    private const int MostReported = 100;

    public static async Task<Failure?> CheckAsync(IPolicyUnit unit, PolicySlot slot, JsonObject document)
    {
        var above = await unit.ActiveAsync(slot.Ancestors(unit.TenantId));
        var widened = NarrowingCheck.Compare(PolicyDomains.All[slot.Domain], [.. above.Select(parent => parent.Document)], document);
        return widened.Count == 0 ? null : PolicyFailures.Widens(widened, above);
    }

    /// <summary>
    /// After a scope was tightened: what below says more than it now may. Nothing has to happen to it, since the rules ask every
    /// scope, but its writers should know.
    /// </summary>
    public static async Task<IReadOnlyList<DescendantFinding>> FindWiderBelowAsync(IPolicyUnit unit, PolicySlot slot)
    {
        var findings = new List<DescendantFinding>();
        foreach (var below in await unit.BelowAsync(slot))
        {
            var above = await unit.ActiveAsync(below.Slot.Ancestors(unit.TenantId));
            var widened = NarrowingCheck.Compare(PolicyDomains.All[slot.Domain], [.. above.Select(parent => parent.Document)], below.Document);
            if (widened.Count > 0 && findings.Count < MostReported)
            {
                findings.Add(new DescendantFinding(below.PolicyId, below.Name, below.Slot.Scope, below.Slot.ScopeId, widened));
            }
        }

        return findings;
    }
}
