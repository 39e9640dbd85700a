using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Replay;

internal static class ReplayEndpoint
{
    private const int DefaultDays = 1;
    private const int MaxDays = 90;

    public static void MapReplay(this IEndpointRouteBuilder group) =>
        group.MapPost("/{id:guid}/replay", HandleAsync)
            .WithName("ReplayPolicy")
            .WithSummary("What a draft would make of the decisions of the last days: how many it changes, with examples")
            .RequirePermission(Permissions.PoliciesWrite)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<ReplayAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, ReplayRequest request, Caller caller, IPolicyStore store, Replayer replayer, IAuditRecorder audit, TimeProvider time, CancellationToken cancellationToken)
    {
        if ((request.Days ?? DefaultDays) is not (>= 1 and <= MaxDays and var days))
        {
            return PolicyFailures.Bad(new PolicyFault("days", $"must be a number from 1 to {MaxDays}")).ToProblem();
        }

        var (from, to, inner) = (time.GetUtcNow().AddDays(-days), time.GetUtcNow(), (string?)null);
        if (request.Cursor is not null && !TryRead(request.Cursor, out from, out to, out inner))
        {
            return PolicyFailures.Bad(new PolicyFault("cursor", "is not a cursor of a replay")).ToProblem();
        }

        var (draft, governed, failure) = await store.ReadAsync(
            caller.TenantId,
            async unit =>
            {
                var (found, fault) = Draft(await unit.FindAsync(id), request, caller);
                return (found, found is null ? 0 : await unit.CountMembersAsync(found.Slot), fault);
            },
            cancellationToken);
        if (draft is null)
        {
            return failure!.ToProblem();
        }

        // Who asks learns what others do, so it is on record before anything is read.
        var handle = await audit.IntentAsync(Intent(caller, draft, days), cancellationToken);
        try
        {
            var answer = await replayer.ReplayAsync(caller.TenantId, draft, governed, from, to, inner, cancellationToken);
            await audit.OutcomeAsync(handle, new AuditResult(answer is null ? AuditOutcome.Error : AuditOutcome.Success) { Detail = Found(answer) }, cancellationToken);
            return answer is null
                ? GetBundleEndpoint.NoBundle().ToProblem()
                : TypedResults.Ok(answer with { NextCursor = answer.NextCursor is { } next ? Cursor(from, to, next) : null });
        }
        catch (DecisionLogUnavailableException exception)
        {
            await audit.OutcomeAsync(handle, new AuditResult(AuditOutcome.Error), cancellationToken);
            return new Failure(ErrorCodes.ServiceUnavailable, StatusCodes.Status503ServiceUnavailable, "The recorded decisions cannot be read", exception.Message).ToProblem();
        }
    }

    private static (ActiveDocument? Draft, Failure? Failure) Draft(PolicyFile? file, ReplayRequest request, Caller caller)
    {
        if (file is null || !PolicyAccess.CanRead(caller, file.Policy.Slot))
        {
            return (null, Failure.NotFound("policy"));
        }

        if (!PolicyAccess.CanWrite(caller, file.Policy.Slot))
        {
            return (null, PolicyFailures.Forbidden());
        }

        if (request.Content is not null)
        {
            var (text, invalid) = VersionText.Read(file.Policy.Slot.Domain, request.Content);
            return text is null ? (null, invalid) : (new ActiveDocument(file.Policy.Id, file.Policy.Name, "draft", file.Policy.Slot, text.Document.Content), null);
        }

        return (request.Version is null ? file.Draft : file.Find(request.Version)) is { } version
            ? (new ActiveDocument(file.Policy.Id, file.Policy.Name, version.Version.ToString(), file.Policy.Slot, version.Document), null)
            : (null, Failure.NotFound("version"));
    }

    private static AuditIntent Intent(Caller caller, ActiveDocument draft, int days) => new(
        AuditActionType.DataAccess,
        "policy_replay",
        caller.TenantId,
        caller.UserId,
        new PolicyDecision(PolicyResult.Allow, "system", "", "The role permits it."),
        Classification.Internal)
    {
        Detail = new JsonObject { ["policyId"] = draft.PolicyId.ToString(), ["name"] = draft.Name, ["version"] = draft.Version, ["days"] = days },
        DataAccessed = [new DataAccess("audit:decisions", Classification.Internal, "policy_replay")],
        OrgUnit = caller.OrgUnit,
        TeamId = caller.TeamId,
    };

    private static JsonObject Found(ReplayAnswer? answer) => new()
    {
        ["entries"] = answer?.Read ?? 0,
        ["changed"] = answer?.Changes.Values.Sum() ?? 0,
        ["usersAffected"] = answer?.UsersAffected.Changed ?? 0,
        ["examples"] = answer?.Examples.Count ?? 0,
    };

    /// <summary>The cursor holds the time span too, so that all pages look at the same one.</summary>
    private static string Cursor(DateTimeOffset from, DateTimeOffset to, string inner) =>
        string.Create(CultureInfo.InvariantCulture, $"{from.UtcTicks}.{to.UtcTicks}.{inner}");

    private static bool TryRead(string cursor, out DateTimeOffset from, out DateTimeOffset to, out string? inner)
    {
        (from, to, inner) = (default, default, null);
        if (cursor.Split('.', 3) is not [var first, var last, var rest] || !TryTime(first, out from) || !TryTime(last, out to)
            || from > to || to - from > TimeSpan.FromDays(MaxDays))
        {
            return false;
        }

        inner = rest;
        return true;
    }

    private static bool TryTime(string text, out DateTimeOffset time)
    {
        var isTime = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks;
        time = isTime ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;
        return isTime;
    }
}
