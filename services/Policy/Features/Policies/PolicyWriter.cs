using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>Judges what people want done with policies: here what a request must hold, in the other part what may happen.</summary>
internal sealed partial class PolicyWriter(PolicyChanger changer, PolicySteps steps)
{
    private const int MaxName = 255;
    private const int MaxReason = 2000;

    public Task<PolicyAnswer> CreateAsync(CreatePolicy request, PolicyOrder order, CancellationToken cancellationToken)
    {
        List<PolicyFault> faults = [.. Required(("scope", request.Scope), ("domain", request.Domain), ("name", request.Name)), .. ReasonFaults(request.ChangeReason)];
        if (request.Content is null)
        {
            faults.Add(new PolicyFault("content", "is required"));
        }

        if (request.Name is { Length: > MaxName } || request.Name?.Any(char.IsControl) == true)
        {
            faults.Add(new PolicyFault("name", $"must have at most {MaxName} printable characters"));
        }

        if (request.Status is not (null or "draft" or "active"))
        {
            faults.Add(new PolicyFault("status", "must be draft or active"));
        }

        return faults.Count > 0
            ? Task.FromResult(PolicyAnswer.No(PolicyFailures.Bad([.. faults])))
            : changer.MakeAsync(order, unit => PlanCreateAsync(request, order, unit), cancellationToken);
    }

    public Task<PolicyAnswer> UpdateAsync(Guid id, UpdatePolicy request, string? match, PolicyOrder order, CancellationToken cancellationToken)
    {
        List<PolicyFault> faults = [.. ReasonFaults(request.ChangeReason)];
        if (request.Content is null && request.Status is null)
        {
            faults.Add(new PolicyFault("content", "or a status is required"));
        }

        if (request.Status is not (null or "draft" or "active" or "deprecated"))
        {
            faults.Add(new PolicyFault("status", "must be draft, active or deprecated"));
        }

        return faults.Count > 0
            ? Task.FromResult(PolicyAnswer.No(PolicyFailures.Bad([.. faults])))
            : ChangeAsync(id, match, order, (unit, file) => (request.Content, request.Status) switch
            {
                (null, "deprecated") => PlanEnd(unit, file, order, request.ChangeReason!),
                (null, "active") => PlanActivateAsync(unit, file, new ActivatePolicy(request.Version, request.ChangeReason, request.ActivateAt), order),
                (null, _) => Task.FromResult(PlannedChange.No(PolicyFailures.Conflict("A version does not become a draft again. Send its content as a new draft."))),
                (_, "deprecated") => Task.FromResult(PlannedChange.No(PolicyFailures.Bad(new PolicyFault("status", "must be draft or active when there is content")))),
                _ => PlanVersionAsync(unit, file, request, order),
            }, cancellationToken);
    }

    public Task<PolicyAnswer> ActivateAsync(Guid id, ActivatePolicy request, string? match, PolicyOrder order, CancellationToken cancellationToken) =>
        ReasonFaults(request.ChangeReason) is [var fault, ..]
            ? Task.FromResult(PolicyAnswer.No(PolicyFailures.Bad(fault)))
            : ChangeAsync(id, match, order, (unit, file) => PlanActivateAsync(unit, file, request, order), cancellationToken);

    public Task<PolicyAnswer> EndAsync(Guid id, EndPolicy request, string? match, PolicyOrder order, CancellationToken cancellationToken) =>
        ReasonFaults(request.ChangeReason) is [var fault, ..]
            ? Task.FromResult(PolicyAnswer.No(PolicyFailures.Bad(fault)))
            : ChangeAsync(id, match, order, (unit, file) => PlanEnd(unit, file, order, request.ChangeReason!), cancellationToken);

    public Task<PolicyAnswer> RollBackAsync(Guid id, RollbackPolicy request, string? match, PolicyOrder order, CancellationToken cancellationToken)
    {
        List<PolicyFault> faults = [.. Required(("toVersion", request.ToVersion)), .. ReasonFaults(request.ChangeReason)];
        return faults.Count > 0
            ? Task.FromResult(PolicyAnswer.No(PolicyFailures.Bad([.. faults])))
            : ChangeAsync(id, match, order, (unit, file) => PlanRollbackAsync(unit, file, request, order), cancellationToken);
    }

    public Task<PolicyAnswer> OverrideAsync(Guid id, OverridePolicy request, string? match, PolicyOrder order, CancellationToken cancellationToken)
    {
        List<PolicyFault> faults = [.. ReasonFaults(request.ChangeReason)];
        if (request.Content is null)
        {
            faults.Add(new PolicyFault("content", "is required"));
        }

        var longest = TimeSpan.FromDays(1);
        if (request.ExpiresAt is not { } end || end <= steps.Now || end > steps.Now + longest)
        {
            faults.Add(new PolicyFault("expiresAt", $"must be a time within the next {longest.TotalHours} h"));
        }

        return faults.Count > 0
            ? Task.FromResult(PolicyAnswer.No(PolicyFailures.Bad([.. faults])))
            : ChangeAsync(id, match, order, (unit, file) => PlanOverrideAsync(unit, file, request, order), cancellationToken);
    }

    private Task<PolicyAnswer> ChangeAsync(
        Guid id, string? match, PolicyOrder order, Func<IPolicyUnit, PolicyFile, Task<PlannedChange>> plan, CancellationToken cancellationToken) =>
        changer.MakeAsync(
            order,
            async unit =>
            {
                if (await unit.FindAsync(id) is not { } file || !PolicyAccess.CanRead(order.Caller, file.Policy.Slot))
                {
                    return PlannedChange.No(Failure.NotFound("policy"));
                }

                if (!PolicyAccess.CanWrite(order.Caller, file.Policy.Slot))
                {
                    return PlannedChange.Refused(PolicyFailures.Forbidden(), PolicySteps.Detail(file.Policy, order.Operation, null, null, ""));
                }

                if (PolicyFailures.Mismatch(match, file.Policy.RowVersion) is { } mismatch)
                {
                    return PlannedChange.No(mismatch);
                }

                return file.Policy.Status == PolicyStatus.Deprecated
                    ? PlannedChange.No(PolicyFailures.Conflict("The policy has ended and does not come back. Create a new one."))
                    : await plan(unit, file);
            },
            cancellationToken);

    private bool IsLater(DateTimeOffset? time) => time > steps.Now;

    private static IEnumerable<PolicyFault> Required(params (string Name, string? Value)[] fields) =>
        fields.Where(field => string.IsNullOrWhiteSpace(field.Value)).Select(field => new PolicyFault(field.Name, "is required"));

    private static List<PolicyFault> ReasonFaults(string? reason) => string.IsNullOrWhiteSpace(reason)
        ? [new PolicyFault("changeReason", "is required: say why, for those who will read the history")]
        : reason.Length > MaxReason ? [new PolicyFault("changeReason", $"must have at most {MaxReason} characters")] : [];
}
