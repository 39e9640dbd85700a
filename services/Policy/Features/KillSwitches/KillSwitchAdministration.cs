using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Accounts;
using OpenClaw.Policy.Features.Members;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Events;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy.KillSwitches;

namespace OpenClaw.Policy.Features.KillSwitches;

/// <summary>Switches on and releases: on record first, committed, told to everybody, in force here before the answer.</summary>
internal sealed class KillSwitchAdministration(
    IKillSwitchStore stops,
    IMemberStore members,
    IAccountStore accounts,
    AdministrationAudit audit,
    IEventPublisher events,
    KillSwitchKeeper keeper,
    TimeProvider time,
    ILogger<KillSwitchAdministration> logger)
{
    private const int MaxTarget = 255;
    private const int MaxReason = 1000;

    /// <summary>The switch that is on now; <c>IsNew</c> is false when it was on already, which is as good.</summary>
    public async Task<(KillSwitch? Stop, bool IsNew, Failure? Failure)> StopAsync(Caller caller, StopRequest request, CancellationToken cancellationToken)
    {
        var target = request.Kind is KillSwitchKind.Enterprise ? request.Target ?? caller.TenantId : request.Target;
        if (request.Kind is not { } kind || string.IsNullOrWhiteSpace(target) || target.Length > MaxTarget || !IsReason(request.Reason))
        {
            return (null, false, PolicyFailures.Missing("kind", "target", "reason"));
        }

        if (await RefusalAsync(caller, kind, target, cancellationToken) is { } refusal)
        {
            return (null, false, refusal);
        }

        var stop = new KillSwitch(
            Guid.CreateVersion7(), kind, target, request.Reason!.Trim(), caller.ReachOf(Permissions.KillSwitch), caller.UserId, time.GetUtcNow());
        var made = await audit.RecordAsync(
            caller, caller.TenantId, "kill_switch_on", Describe(stop, stop.Reason), () => stops.AddAsync(caller.TenantId, stop, cancellationToken), _ => true, cancellationToken);
        await TellAsync(caller.TenantId, made.Id, "on", cancellationToken);
        return (made, made.Id == stop.Id, null);
    }

    public async Task<(KillSwitch? Stop, Failure? Failure)> ReleaseAsync(Caller caller, Guid id, ReleaseRequest request, CancellationToken cancellationToken)
    {
        if (!IsReason(request.Reason))
        {
            return (null, PolicyFailures.Missing("reason"));
        }

        if (await stops.FindAsync(caller.TenantId, id, cancellationToken) is not { } stop)
        {
            return (null, Failure.NotFound("kill switch"));
        }

        if (caller.ReachOf(Permissions.KillSwitch) < stop.Reach || await RefusalAsync(caller, stop.Kind, stop.Target, cancellationToken) is not null || IsOwn(caller, stop))
        {
            return (null, NotTheirs("Whoever stopped this had wider rights than you, or it stops you yourself: somebody else must release it."));
        }

        var (now, reason) = (time.GetUtcNow(), request.Reason!.Trim());
        var isReleased = stop.ReleasedAt is null && await audit.RecordAsync(
            caller, caller.TenantId, "kill_switch_off", Describe(stop, reason),
            () => stops.ReleaseAsync(caller.TenantId, id, caller.UserId, now, reason, cancellationToken), done => done, cancellationToken);
        if (!isReleased)
        {
            return (null, PolicyFailures.Conflict("The kill switch has been released already."));
        }

        await TellAsync(caller.TenantId, id, "off", cancellationToken);
        return (stop with { ReleasedBy = caller.UserId, ReleasedAt = now, ReleaseReason = reason }, null);
    }

    /// <summary>Whether the caller's rights cover the target; what they do not know of does not exist for them.</summary>
    private async Task<Failure?> RefusalAsync(Caller caller, KillSwitchKind kind, string target, CancellationToken cancellationToken)
    {
        if (kind == KillSwitchKind.Enterprise && target != caller.TenantId)
        {
            return Failure.NotFound("enterprise");
        }

        if (caller.ReachOf(Permissions.KillSwitch) == Reach.Tenant)
        {
            return null;
        }

        return kind switch
        {
            KillSwitchKind.Org => Covers(caller, target) ? null : Failure.NotFound("organisation"),
            KillSwitchKind.Team => await stops.OrganisationsOfTeamAsync(caller.TenantId, target, cancellationToken) is { Count: > 0 } orgs
                && orgs.All(org => Covers(caller, org)) ? null : Failure.NotFound("team"),
            KillSwitchKind.User => Covers(caller, (await members.FindAsync(caller.TenantId, target, cancellationToken))?.OrgUnit) ? null : Failure.NotFound("user"),
            KillSwitchKind.Agent => Covers(caller, (await accounts.FindAsync(caller.TenantId, target, cancellationToken))?.OrgUnit) ? null : Failure.NotFound("agent"),
            _ => NotTheirs("Connectors and the enterprise serve everybody: only an enterprise administrator stops and releases them."),
        };
    }

    private static bool Covers(Caller caller, string? org) => caller.May(Permissions.KillSwitch, new ScopeTarget(org));

    private static bool IsOwn(Caller caller, KillSwitch stop) => stop.Kind is KillSwitchKind.User or KillSwitchKind.Agent && stop.Target == caller.UserId;

    private static bool IsReason(string? reason) => !string.IsNullOrWhiteSpace(reason) && reason.Length <= MaxReason;

    private static Failure NotTheirs(string detail) => new(ErrorCodes.Forbidden, StatusCodes.Status403Forbidden, "Not allowed", detail);

    private static JsonObject Describe(KillSwitch stop, string reason) => new()
    {
        ["killSwitch"] = stop.Id.ToString(),
        ["kind"] = stop.Kind.ToString().ToLowerInvariant(),
        ["target"] = stop.Target,
        ["reason"] = reason,
    };

    /// <summary>Everybody asks anew. Who misses the call asks within a second by themselves.</summary>
    private async Task TellAsync(string tenantId, Guid id, string state, CancellationToken cancellationToken)
    {
        try
        {
            var change = new PolicyChanged($"kill-switch-{id}-{state}", tenantId, RequestContext.RequestId, time.GetUtcNow(), $"kill-switch-{id}-{state}");
            await events.BroadcastAsync(Topics.PolicyChanged, change, cancellationToken);
        }
        catch (Exception exception) when (exception is EventNotPublishedException or HttpRequestException)
        {
            logger.SwitchNotAnnounced(id, exception.Message);
        }

        await keeper.RefreshAsync();
    }
}
