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
/// Tells of refused actions where an audit policy demands it (<c>alert_on_deny</c>): one alarm for each company and round,
/// which names actions and policies but no person. What could not be told is told in the next round; the replica that seals
/// does it.
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
            try
            {
                if (role.IsElected)
                {
                    await RunAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (exception is AuditStoreUnavailableException or SecretUnavailableException)
            {
                logger.DenialsWait(exception.Message);
            }

            await Task.Delay(options.Value.Interval, time, stoppingToken);
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Horizon;
        foreach (var tenant in (await store.UntoldAsync(since, MostAtOnce, cancellationToken)).GroupBy(denial => denial.TenantId))
        {
            Denial[] denials = [.. tenant];
            var wanted = await WantedAsync(tenant.Key, denials, cancellationToken);
            if (wanted.Count == 0 || await alarms.RaiseAsync(AuditAlarmKind.Denied, tenant.Key, TextOf(wanted), null, cancellationToken))
            {
                // Twice as long as they are looked for: a clock that differs a little finds none again.
                await store.TellAsync(denials, since - Horizon, cancellationToken);
            }
        }
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

    private static string TextOf(IReadOnlyList<Denial> denials)
    {
        var kinds = denials.CountBy(denial => (denial.Action, denial.PolicyApplied)).OrderByDescending(kind => kind.Value).ToArray();
        var named = kinds.Take(MostNamed).Select(kind => $"{kind.Value} x {kind.Key.Action} (policy {kind.Key.PolicyApplied})");
        return string.Join(", ", named) + (kinds.Length > MostNamed ? $" and {kinds.Length - MostNamed} other kinds" : "");
    }
}
