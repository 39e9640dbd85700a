using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Classifying;

/// <summary>Evidence of the first two layers: who had what classified, and as what; never what it says.</summary>
internal sealed class ClassificationAudit(IAuditRecorder recorder)
{
    public const string Action = "data_classify";

    public async Task<ClassifyAnswer> RecordAsync(
        ClassifyRequest request, Caller caller, ItemClassification? known, ClassifyAnswer answer, Func<Task<ClassifyAnswer>> keep, CancellationToken cancellationToken)
    {
        var handle = await recorder.IntentAsync(Intent(request, caller, known, answer), cancellationToken);
        try
        {
            var kept = await keep();
            await recorder.OutcomeAsync(handle, new AuditResult(AuditOutcome.Success), cancellationToken);
            return kept;
        }
        catch (PolicyStoreUnavailableException)
        {
            await recorder.OutcomeAsync(handle, new AuditResult(AuditOutcome.Error), cancellationToken);
            throw;
        }
    }

    private static AuditIntent Intent(ClassifyRequest request, Caller caller, ItemClassification? known, ClassifyAnswer answer) => new(
        AuditActionType.ClassificationChange,
        Action,
        caller.TenantId,
        caller.UserId,
        new PolicyDecision(PolicyResult.Allow, "system", "", "Anybody may ask how sensitive something is."),
        answer.Classification)
    {
        Detail = new JsonObject
        {
            ["itemId"] = request.SourceId,
            ["connector"] = request.ConnectorType is { Length: <= 64 } connector ? connector : null,
            ["derivedFrom"] = request.DerivedFrom?.Count ?? 0,
            ["before"] = known is null ? null : Words.Of(known.Level),
            ["after"] = Words.Of(answer.Classification),
            ["assignedBy"] = answer.AssignedBy.ToString(),
        },
        OrgUnit = caller.OrgUnit,
        TeamId = caller.TeamId,
    };
}
