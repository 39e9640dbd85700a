using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>Forbids deletions for now.</summary>
/// <param name="UserId">Whose data; absent for the whole tenant's.</param>
public sealed record HoldOrder(string? UserId, string Reason);

public sealed record HoldView(Guid Id, string? UserId, string Reason, DateTimeOffset PlacedAt, DateTimeOffset? LiftedAt);

public sealed record HoldList(IReadOnlyList<HoldView> Holds);

/// <summary>Legal holds; for those who may manage the whole tenant's data.</summary>
internal static class HoldEndpoints
{
    public static void MapHolds(this RouteGroupBuilder group)
    {
        UserDataEndpoints.Describe(group.MapGet("/holds", ListAsync), "ListLegalHolds", "Legal holds, newest first, lifted ones too");
        UserDataEndpoints.Describe(group.MapPost("/holds", PlaceAsync), "PlaceLegalHold", "Forbid erasure and disposal of a person's or the tenant's data");
        UserDataEndpoints.Describe(group.MapDelete("/holds/{id:guid}", LiftAsync), "LiftLegalHold", "Lift a legal hold");
    }

    private static async Task<Results<Ok<HoldList>, ProblemHttpResult>> ListAsync(Caller caller, IErasureStore store, MasterKey master, CancellationToken cancellationToken)
    {
        if (!MayHold(caller))
        {
            return Forbidden();
        }

        var keys = await master.ReadAsync(cancellationToken);
        return TypedResults.Ok(new HoldList([.. (await store.HoldsAsync(caller.TenantId, cancellationToken)).Select(hold => View(keys, hold))]));
    }

    private static async Task<Results<Ok<HoldView>, ProblemHttpResult>> PlaceAsync(
        HoldOrder order, Caller caller, IErasureStore store, MasterKey master, IAuditRecorder recorder, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!MayHold(caller))
        {
            return Forbidden();
        }

        if ((order.UserId is not null && !UserDataEndpoints.IsUserId(order.UserId)) || string.IsNullOrWhiteSpace(order.Reason) || !UserDataEndpoints.IsReason(order.Reason))
        {
            return new Failure(ErrorCodes.ValidationFailed, StatusCodes.Status400BadRequest, "The request is not valid", "A 'reason' is needed, and 'userId' is a user's id or absent.").ToProblem();
        }

        var keys = await master.ReadAsync(cancellationToken);
        var id = Guid.CreateVersion7();
        var handle = await recorder.IntentAsync(Intent(caller, "legal_hold_place", id, order.Reason, order.UserId), cancellationToken);
        var hold = new LegalHold(
            id,
            caller.TenantId,
            order.UserId is null ? null : keys.LookupOf(new PersonId(caller.TenantId, order.UserId)),
            order.UserId is null ? null : SubjectCipher.Encrypt(keys.Wrap, Encoding.UTF8.GetBytes(order.UserId), id.ToByteArray()),
            order.Reason,
            caller.UserId,
            time.GetUtcNow(),
            null);
        await store.PlaceAsync(hold, cancellationToken);
        await recorder.OutcomeAsync(handle, new AuditResult(AuditOutcome.Success), cancellationToken);
        return TypedResults.Ok(View(keys, hold));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> LiftAsync(
        Guid id, Caller caller, IErasureStore store, IAuditRecorder recorder, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!MayHold(caller))
        {
            return Forbidden();
        }

        var handle = await recorder.IntentAsync(Intent(caller, "legal_hold_lift", id, null, null), cancellationToken);
        var lifted = await store.LiftAsync(caller.TenantId, id, time.GetUtcNow(), cancellationToken);
        await recorder.OutcomeAsync(handle, new AuditResult(lifted ? AuditOutcome.Success : AuditOutcome.Denied), cancellationToken);
        return lifted ? TypedResults.NoContent() : Failure.NotFound("legal hold in force").ToProblem();
    }

    private static bool MayHold(Caller caller) => caller.May(Permissions.UserData, ScopeTarget.Tenant);

    private static ProblemHttpResult Forbidden() => new Failure(
        ErrorCodes.Forbidden, StatusCodes.Status403Forbidden, "This needs another role", "Legal holds are for enterprise administrators.").ToProblem();

    private static HoldView View(DerivedKeys keys, LegalHold hold) => new(
        hold.Id,
        hold.Person is { } person && SubjectCipher.Decrypt(keys.Wrap, person, hold.Id.ToByteArray()) is { } name ? Encoding.UTF8.GetString(name) : null,
        hold.Reason,
        hold.PlacedAt,
        hold.LiftedAt);

    private static AuditIntent Intent(Caller caller, string action, Guid id, string? reason, string? userId) => new(
        AuditActionType.AdminChange,
        action,
        caller.TenantId,
        caller.UserId,
        new PolicyDecision(PolicyResult.Allow, "system", "", "The caller's role may place and lift legal holds."),
        Classification.Confidential)
    {
        Detail = new JsonObject { ["hold"] = id, ["reason"] = reason, ["member"] = userId },
        OrgUnit = caller.OrgUnit,
        TeamId = caller.TeamId,
    };
}
