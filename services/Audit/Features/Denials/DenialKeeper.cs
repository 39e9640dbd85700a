using System.Text.Json;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Audit.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity.Tokens;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Audit.Features.Denials;

/// <summary>
/// Tells of refused actions where an audit policy demands it (<c>alert_on_deny</c>): an alarm for each company and round that
/// counts the refusals of the day, so that however many there are, readers have one notification that is counted up. It names
/// actions and policies but no person. What could not be told is told in the next round; the replica that seals does it.
/// </summary>
internal sealed class DenialKeeper(
    IDenialStore store, IPolicyEnforcement policies, SubjectVault vault, AuditAlarms alarms, SealerRole role,
    IOptions<DenialOptions> options, TimeProvider time, ILogger<DenialKeeper> logger)
    : BackgroundService
{
    /// <summary>What policies are asked about; the rules answer every action of this kind with its duties.</summary>
    private const string Action = "audit_denial";
    private const string Duty = "alert_on_deny";
    private const int MostAtOnce = 1000;
    private const int MostNamed = 10;

    /// <summary>A refusal that nobody could be told of for a day is no news any more.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var isMore = false;
            try
            {
                isMore = role.IsElected && await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is AuditStoreUnavailableException or SecretUnavailableException)
            {
                logger.DenialsWait(exception.Message);
            }

            if (!isMore)
            {
                await Task.Delay(options.Value.Interval, time, stoppingToken);
            }
        }
    }

    /// <returns>Whether there is more to tell now than one round takes.</returns>
    private async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Horizon;
        var untold = await store.UntoldAsync(since, MostAtOnce, cancellationToken);
        var isMore = untold.Count == MostAtOnce;
        foreach (var tenant in untold.GroupBy(denial => denial.TenantId))
        {
            Denial[] denials = [.. tenant];
            var wanted = await WantedAsync(tenant.Key, denials, cancellationToken);
            if (wanted.Count == 0 || await RaiseAsync(tenant.Key, wanted, cancellationToken))
            {
                // Twice as long as they are looked for: a clock that differs a little finds none again.
                var ids = wanted.Select(denial => denial.Id).ToHashSet();
                await store.TellAsync(denials, ids, since - Horizon, cancellationToken);
            }
            else
            {
                isMore = false;
            }
        }

        return isMore;
    }

    /// <returns>Whether the broker has taken it.</returns>
    private async Task<bool> RaiseAsync(string tenantId, IReadOnlyList<Denial> denials, CancellationToken cancellationToken)
    {
        var midnight = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var told = await store.ToldAsync(tenantId, midnight, cancellationToken);
        var text = TextOf([.. denials.CountBy(denial => denial.Kind).OrderByDescending(kind => kind.Value).Select(kind => (kind.Key, (long)kind.Value)), .. told]);
        return await alarms.RaiseAsync(AuditAlarmKind.Denied, tenantId, text, null, cancellationToken, midnight);
    }

    private async Task<IReadOnlyList<Denial>> WantedAsync(string tenantId, Denial[] denials, CancellationToken cancellationToken)
    {
        var persons = await vault.FindAsync(tenantId, [.. denials.Select(denial => denial.UserId).Distinct()], cancellationToken);
        var wanted = new List<Denial>();
        foreach (var denial in denials)
        {
            var userId = persons.TryGetValue(denial.UserId, out var person) ? person.Person.UserId : denial.UserId;
            var action = new GovernedAction(Action, tenantId, userId, Classification.Internal) { OrgUnit = denial.OrgUnit, TeamId = denial.TeamId };
            var demanded = (await policies.DecideAsync(action, cancellationToken)).Constraints[Duty];

            // Where no policy can be asked, too much is told rather than too little.
            if (demanded?.GetValueKind() != JsonValueKind.False)
            {
                wanted.Add(denial);
            }
        }

        return wanted;
    }

    /// <summary>What is new comes first, with what was told of its kind today.</summary>
    private static string TextOf(IReadOnlyList<(DenialKind Kind, long Count)> counts)
    {
        var kinds = counts.GroupBy(counted => counted.Kind, counted => counted.Count).ToArray();
        var named = kinds.Take(MostNamed).Select(kind => $"{kind.Sum()} x {kind.Key.Action} (policy {kind.Key.PolicyApplied})");
        return string.Join(", ", named) + (kinds.Length > MostNamed ? $" and {kinds.Length - MostNamed} other kinds" : "");
    }
}
