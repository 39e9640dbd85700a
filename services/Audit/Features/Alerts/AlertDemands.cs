using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Audit.Features.Alerts;

/// <summary>Which entries somebody must be told of, by the audit policies of the person's company, organisation, team and own.</summary>
internal sealed class AlertDemands(IPolicyEnforcement policies, SubjectVault vault, IAlertStore store)
{
    /// <summary>What policies are asked about; the rules answer every action of this kind with its duties.</summary>
    private const string Action = "audit_alert";
    private const string Limit = "auto_responses_before_alert";

    private static readonly Dictionary<AuditAlarmKind, string> Duties = new()
    {
        [AuditAlarmKind.Denied] = "alert_on_deny",
        [AuditAlarmKind.ExternalMail] = "alert_on_external_mail",
        [AuditAlarmKind.ConfidentialAccess] = "alert_on_confidential_access",
        [AuditAlarmKind.AutoResponses] = "alert_on_auto_responses",
    };

    public async Task<IReadOnlyList<Alert>> WantedAsync(AlertReaders readers, IReadOnlyList<Alert> alerts, DateTimeOffset midnight, CancellationToken cancellationToken)
    {
        var persons = await vault.FindAsync(readers.TenantId, [.. alerts.Select(alert => alert.UserId).Distinct()], cancellationToken);
        var wanted = new List<Alert>();
        foreach (var own in alerts.GroupBy(alert => (alert.UserId, alert.OrgUnit, alert.TeamId)))
        {
            var userId = persons.TryGetValue(own.Key.UserId, out var person) ? person.Person.UserId : own.Key.UserId;
            var action = new GovernedAction(Action, readers.TenantId, userId, Classification.Internal) { OrgUnit = own.Key.OrgUnit, TeamId = own.Key.TeamId };
            var duties = (await policies.DecideAsync(action, cancellationToken)).Constraints;
            if (IsDemanded(duties, readers.Rule))
            {
                wanted.AddRange(readers.Rule == AuditAlarmKind.AutoResponses ? await BeyondAsync(duties, [.. own], midnight, cancellationToken) : own);
            }
        }

        return wanted;
    }

    /// <summary>Where no policy can be asked, what holds without one: refusals are told, the rest is not.</summary>
    private static bool IsDemanded(JsonObject duties, AuditAlarmKind rule) => duties[Duties[rule]]?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => rule == AuditAlarmKind.Denied,
    };

    private async Task<IEnumerable<Alert>> BeyondAsync(JsonObject duties, Alert[] responses, DateTimeOffset midnight, CancellationToken cancellationToken)
    {
        var limit = duties[Limit]?.Deserialize<double>() ?? 0;
        var places = await store.PlacesAsync(responses[0].TenantId, responses[0].UserId, midnight, cancellationToken);
        return responses.Where(response => places.GetValueOrDefault(response.Id) > limit)
            .Select(response => response with { Label = $"{response.Label} (beyond {limit:0} of one person a day)" });
    }
}
