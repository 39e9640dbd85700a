using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Query;

/// <summary>
/// Reading other people's entries is itself an audited act. It is recorded before the answer leaves, because the answer is
/// the effect; when it cannot be recorded, nothing is disclosed.
/// </summary>
internal sealed class DisclosureRecorder(IAuditRecorder recorder)
{
    private const string NoPolicy = "system";
    private const string Purpose = "audit_review";

    public async Task RecordAsync(Caller caller, string action, IReadOnlyList<AuditEntry> page, CancellationToken cancellationToken)
    {
        var others = page.Where(entry => entry.UserId != caller.UserId).ToList();
        if (others.Count == 0)
        {
            return;
        }

        var classification = others.Max(entry => entry.DataClassification);
        var detail = new JsonObject
        {
            ["entries"] = others.Count,
            ["users"] = new JsonArray([.. others.Select(entry => entry.UserId).Distinct().Take(50).Select(user => JsonValue.Create(user))]),
        };
        var allowed = new PolicyDecision(PolicyResult.Allow, NoPolicy, "", "The caller's role may read these entries.");
        var intent = new AuditIntent(AuditActionType.DataAccess, action, caller.TenantId, caller.UserId, allowed, classification)
        {
            Detail = detail,
            DataAccessed = [new DataAccess("audit:entries", classification, Purpose)],
            OrgUnit = caller.OrgUnit,
            TeamId = caller.TeamId,
        };
        var handle = await recorder.IntentAsync(intent, cancellationToken);
        await recorder.OutcomeAsync(handle, new AuditResult(AuditOutcome.Success) { DataAccessed = intent.DataAccessed }, cancellationToken);
    }
}
