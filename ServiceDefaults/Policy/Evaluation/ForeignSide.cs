using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;

namespace OpenClaw.ServiceDefaults.Policy.Evaluation;

/// <summary>The companies of this deployment, as far as the service that decides knows them.</summary>
public interface IKnownTenants
{
    ValueTask<bool> ContainsAsync(string tenantId, CancellationToken cancellationToken);
}

/// <summary>
/// An assistant that tries to reach one of another company is refused; that company learns of it in its own log. Its entry
/// holds nothing that the stranger could choose but the kind of exchange, and who asked hears nothing of it.
/// </summary>
public sealed class ForeignSide(IKnownTenants tenants, IAuditRecorder audit)
{
    private const string Exchange = "agent_exchange";
    private const string Nobody = "system";
    private static readonly string[] Types = ["information_query", "commitment_request", "meeting_scheduling"];
    private static readonly string[] Sides = ["source_tenant", "target_tenant"];

    public async Task RecordAsync(GovernedAction action, PolicyDecision decision, CancellationToken cancellationToken)
    {
        if (decision.Result != PolicyResult.Deny || !action.Action.Contains(Exchange, StringComparison.Ordinal))
        {
            return;
        }

        foreach (var tenant in Sides.Select(side => Fact(action, side)).OfType<string>().Distinct(StringComparer.Ordinal).Where(tenant => tenant != action.TenantId))
        {
            if (await tenants.ContainsAsync(tenant, cancellationToken))
            {
                var handle = await audit.IntentAsync(Intent(action, tenant), cancellationToken);
                await audit.OutcomeAsync(handle, new AuditResult(AuditOutcome.Denied), cancellationToken);
            }
        }
    }

    private static AuditIntent Intent(GovernedAction action, string tenant) => new(
        AuditActionType.AgentExchange,
        "agent_exchange_foreign",
        tenant,
        Nobody,
        new PolicyDecision(PolicyResult.Deny, Nobody, Nobody, "Assistants of different tenants never exchange anything."),
        Classification.Internal)
    {
        Detail = new JsonObject
        {
            ["foreignTenant"] = action.TenantId,
            ["exchangeType"] = Fact(action, "exchange_type") is { } type && Types.Contains(type) ? type : "other",
        },
    };

    private static string? Fact(GovernedAction action, string name) =>
        action.Additional?[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length is > 0 and <= 128 ? text : null;
}
