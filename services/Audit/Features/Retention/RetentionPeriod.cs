using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Audit.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Audit.Features.Retention;

/// <summary>
/// How long a month is kept: the longest time that an audit policy demands for any entry in it, by whose it is and of what kind
/// (each scope may demand more, none less), and never less than the configured days.
/// </summary>
internal sealed class RetentionPeriod(IPolicyEnforcement policies, SubjectVault vault, IOptions<RetentionOptions> options)
{
    /// <summary>What policies are asked about; the rules answer every action of this kind with the times they demand.</summary>
    public const string Action = "audit_retention";
    private const int MostDays = 36_500;

    /// <exception cref="MonthKeptException">A policy cannot be asked; then nothing may go.</exception>
    public async Task<int> DaysAsync(IReadOnlyList<MonthScope> scopes, CancellationToken cancellationToken)
    {
        var days = options.Value.Days;
        foreach (var tenant in scopes.GroupBy(scope => scope.TenantId))
        {
            // People who were erased have no policies any more.
            var persons = await vault.FindAsync(tenant.Key, [.. tenant.Select(scope => scope.UserId).Distinct()], cancellationToken);
            foreach (var scope in tenant)
            {
                var userId = persons.TryGetValue(scope.UserId, out var person) ? person.Person.UserId : scope.UserId;
                days = Math.Max(days, await DaysAsync(scope with { UserId = userId }, cancellationToken));
            }
        }

        return days;
    }

    private async Task<int> DaysAsync(MonthScope scope, CancellationToken cancellationToken)
    {
        var action = new GovernedAction(Action, scope.TenantId, scope.UserId, Classification.Internal) { OrgUnit = scope.OrgUnit, TeamId = scope.TeamId };
        var constraints = (await policies.DecideAsync(action, cancellationToken)).Constraints;
        if (Number(constraints["minimum_retention_days"]) is not { } days || Number(constraints["retention_years"]) is not { } years)
        {
            throw new MonthKeptException($"the audit policy of {scope.TenantId} cannot be asked how long");
        }

        years = Math.Max(years, Number(constraints["retention_years_by_action_type"]?[scope.ActionType]) ?? 0);

        // One year is the floor of 365 days; of several, some are leap years.
        return (int)Math.Min(MostDays, Math.Max(Math.Ceiling(days), years <= 1 ? 365 : Math.Ceiling(years * 366)));
    }

    private static double? Number(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number ? node.Deserialize<double>() : null;
}
