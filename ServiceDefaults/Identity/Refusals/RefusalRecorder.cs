using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>
/// Evidence that somebody known was refused for want of a permission. Equal refusals within a moment become one entry with
/// their number, so that a flood of requests is no flood of entries; nothing waits for it, because nothing happens after it.
/// </summary>
public sealed class RefusalRecorder(IAuditRecorder recorder, TimeProvider time, ILogger<RefusalRecorder> logger) : BackgroundService
{
    /// <summary>Operation name of the entries.</summary>
    public const string Action = "access_refused";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const string NoPolicy = "system";
    private const string Others = "(many)";
    private const int Capacity = 5_000;

    private readonly ConcurrentDictionary<Refusal, (int Count, string RequestId)> _waiting = new();

    public void Note(Caller caller, string permission, string route) =>
        Note(new Refusal(caller.TenantId, caller.UserId, caller.OrgUnit, caller.TeamId, permission, route, NoPolicy, $"The roles do not include the permission {permission}."));

    /// <summary>Refused for another reason than a missing permission, such as a kill switch.</summary>
    public void NoteStopped(Caller caller, string route, string policy, string reason) =>
        Note(new Refusal(caller.TenantId, caller.UserId, caller.OrgUnit, caller.TeamId, null, route, policy, reason));

    private void Note(Refusal refusal)
    {
        if (_waiting.Count >= Capacity && !_waiting.ContainsKey(refusal))
        {
            // More people than this at once is an attack; that it happened is kept, not every name in it.
            refusal = refusal with { UserId = Others, OrgUnit = null, TeamId = null, Route = Others };
        }

        var requestId = RequestContext.RequestId;
        _waiting.AddOrUpdate(refusal, (1, requestId), (_, known) => (known.Count + 1, known.RequestId));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await FlushAsync(stoppingToken);
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var refusal in _waiting.Keys)
        {
            if (!_waiting.TryRemove(refusal, out var known))
            {
                continue;
            }

            try
            {
                await RecordAsync(refusal, known.Count, known.RequestId, cancellationToken);
            }
            catch (AuditUnavailableException exception)
            {
                // The refusal stood; its evidence waits until the log is back.
                _waiting.AddOrUpdate(refusal, known, (_, newer) => (newer.Count + known.Count, known.RequestId));
                var reason = exception.Message;
                logger.RefusalsNotYetRecorded(_waiting.Count, reason);
                return;
            }
        }
    }

    private async Task RecordAsync(Refusal refusal, int count, string requestId, CancellationToken cancellationToken)
    {
        RequestContext.Continue(requestId);
        var intent = new AuditIntent(
            AuditActionType.Authentication,
            Action,
            refusal.TenantId,
            refusal.UserId,
            new PolicyDecision(PolicyResult.Deny, refusal.Policy, NoPolicy, refusal.Reason),
            Classification.Internal)
        {
            OrgUnit = refusal.OrgUnit,
            TeamId = refusal.TeamId,
            Detail = new JsonObject { ["permission"] = refusal.Permission, ["route"] = refusal.Route, ["count"] = count },
        };
        var handle = await recorder.IntentAsync(intent, cancellationToken);
        await recorder.OutcomeAsync(handle, new AuditResult(AuditOutcome.Denied), cancellationToken);
    }

    private sealed record Refusal(
        string TenantId, string UserId, string? OrgUnit, string? TeamId, string? Permission, string Route, string Policy, string Reason);
}
