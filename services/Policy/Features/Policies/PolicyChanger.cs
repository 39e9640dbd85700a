using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Options;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>
/// Makes changes: judged and made in one transaction, on record before they are made, in force on this replica before they
/// are answered. A repeated request with the same key gets its first answer.
/// </summary>
internal sealed class PolicyChanger(
    IPolicyStore store, IAuditRecorder audit, IBundleRefresh bundles, IOptions<LimitOptions> limits, TimeProvider time, ILogger<PolicyChanger> logger)
{
    private const int MaxKey = 255;

    /// <exception cref="AuditUnavailableException">The change cannot be recorded, so it was not made.</exception>
    /// <exception cref="PolicyStoreUnavailableException">The database cannot be used, so nothing was changed.</exception>
    public async Task<Answered<TView>> MakeAsync<TView>(PolicyOrder order, Func<IPolicyUnit, Task<Planned<TView>>> plan, CancellationToken cancellationToken)
        where TView : class
    {
        if (order.IdempotencyKey is { Length: > MaxKey })
        {
            return Answered<TView>.No(PolicyFailures.Bad(new PolicyFault(HeaderNames.IdempotencyKey, $"must have at most {MaxKey} characters")));
        }

        AuditHandle? record = null;
        var touchesForce = false;
        try
        {
            var answer = await store.ChangeAsync(
                order.Caller.TenantId,
                async unit =>
                {
                    if (await AnsweredAsync<TView>(order, unit) is { } before)
                    {
                        return new Change<Answered<TView>>(before, IsKept: false);
                    }

                    var change = await plan(unit);
                    touchesForce = change.TouchesForce;
                    if (change.Failure is { } failure)
                    {
                        await RecordRefusalAsync(order, change, cancellationToken);
                        return new Change<Answered<TView>>(Answered<TView>.No(failure), IsKept: false);
                    }

                    record = await audit.IntentAsync(Intent(order, change.Detail, PolicyResult.Allow, "The role permits it."), cancellationToken);
                    return new Change<Answered<TView>>(await ApplyAsync(order, unit, change), IsKept: true);
                },
                cancellationToken);
            await ConcludeAsync(record, AuditOutcome.Success, touchesForce, cancellationToken);
            return answer;
        }
        catch (PolicyLimitException exception)
        {
            await ConcludeAsync(record, AuditOutcome.Error, touchesForce: false, cancellationToken);
            return Answered<TView>.No(PolicyFailures.Invalid([new PolicyFault("", exception.Message)]));
        }
        catch (PolicySlotTakenException exception)
        {
            await ConcludeAsync(record, AuditOutcome.Error, touchesForce: false, cancellationToken);
            return Answered<TView>.No(PolicyFailures.Conflict(exception.Message == "policies_name"
                ? "Another policy has this name. Names are unique in a tenant."
                : "Another policy is active in this scope and domain. Change that one, or end it first."));
        }
        catch (Exception exception) when (exception is not AuditUnavailableException)
        {
            await ConcludeAsync(record, AuditOutcome.Error, touchesForce: false, cancellationToken);
            throw;
        }
    }

    private static async Task<Answered<TView>?> AnsweredAsync<TView>(PolicyOrder order, IPolicyUnit unit)
        where TView : class
    {
        if (order.IdempotencyKey is null || await unit.FindAnswerAsync(order.Caller.UserId, order.IdempotencyKey) is not { } known)
        {
            return null;
        }

        return known.Fingerprint == order.Fingerprint
            ? new Answered<TView>(JsonSerializer.Deserialize<TView>(known.Response, ContractsJson.Options), known.Status, null)
            : Answered<TView>.No(PolicyFailures.KeyReused());
    }

    private async Task<Answered<TView>> ApplyAsync<TView>(PolicyOrder order, IPolicyUnit unit, Planned<TView> change)
        where TView : class
    {
        var before = change.TouchesForce ? await unit.SizeAsync() : null;
        var view = await change.Apply!();
        if (before is not null)
        {
            Check(before, await unit.SizeAsync());
            await unit.NoteChangeAsync(RequestContext.RequestId, time.GetUtcNow());
        }

        if (order.IdempotencyKey is { } key)
        {
            var response = JsonSerializer.Serialize(view, ContractsJson.Options);
            await unit.KeepAnswerAsync(order.Caller.UserId, key, new AnsweredRequest(order.Fingerprint, change.Status, response), time.GetUtcNow());
        }

        return new Answered<TView>(view, change.Status, null);
    }

    /// <summary>Whoever has too much, because a limit was lowered, may still make it less.</summary>
    private void Check(TenantSize before, TenantSize after)
    {
        if (after.Documents > limits.Value.MaxDocuments && after.Documents > before.Documents)
        {
            throw new PolicyLimitException($"A tenant may have {limits.Value.MaxDocuments} policies and modules in force; these would be {after.Documents}.");
        }

        if (after.Bytes > limits.Value.MaxBytes && after.Bytes > before.Bytes)
        {
            throw new PolicyLimitException($"A tenant may have {limits.Value.MaxBytes} bytes of policies and modules in force; these would be {after.Bytes}.");
        }
    }

    private async Task ConcludeAsync(AuditHandle? record, AuditOutcome outcome, bool touchesForce, CancellationToken cancellationToken)
    {
        if (record is null)
        {
            return;
        }

        // It is committed: what it changes must not wait for the note that it was done.
        await Task.WhenAll(
            touchesForce ? bundles.RefreshAsync(record.Intent.TenantId, cancellationToken) : Task.CompletedTask,
            audit.OutcomeAsync(record, new AuditResult(outcome), cancellationToken));
        logger.PolicyChanged(record.Intent.Action, record.Intent.TenantId, outcome);
    }

    private async Task RecordRefusalAsync<TView>(PolicyOrder order, Planned<TView> change, CancellationToken cancellationToken)
        where TView : class
    {
        if (change.IsRefusal)
        {
            var handle = await audit.IntentAsync(Intent(order, change.Detail, PolicyResult.Deny, change.Failure!.Detail), cancellationToken);
            await audit.OutcomeAsync(handle, new AuditResult(AuditOutcome.Denied), cancellationToken);
        }
    }

    private static AuditIntent Intent(PolicyOrder order, JsonObject detail, PolicyResult result, string reason) => new(
        AuditActionType.PolicyChange,
        order.Operation,
        order.Caller.TenantId,
        order.Caller.UserId,
        new PolicyDecision(result, "system", "", reason),
        Classification.Internal)
    {
        Detail = detail,
        OrgUnit = order.Caller.OrgUnit,
        TeamId = order.Caller.TeamId,
    };
}
