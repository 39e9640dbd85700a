using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Resolution;

internal static class GetEffectiveEndpoint
{
    public static void MapGetEffective(this IEndpointRouteBuilder group) =>
        group.MapGet("/effective", HandleAsync)
            .WithName("GetEffectivePolicy")
            .WithSummary("What all scopes say together for a person, and which scope said what")
            .RequirePermission(Permissions.PoliciesRead)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>The four places where a person's policies lie.</summary>
    public static IReadOnlyList<PolicySlot> ChainOf(Caller subject, string domain)
    {
        var user = new PolicySlot(PolicyScope.User, subject.UserId, subject.OrgUnit ?? "", subject.TeamId ?? "", domain);
        return [.. user.Ancestors(subject.TenantId), user];
    }

    private static async Task<Results<Ok<EffectivePolicies>, ProblemHttpResult>> HandleAsync(
        Caller caller, IPolicyStore store, CancellationToken cancellationToken, string? domain = null, string? userId = null)
    {
        if (domain is not null && !PolicyDomains.All.ContainsKey(domain))
        {
            return PolicyFailures.Bad(new PolicyFault("domain", $"must be one of {string.Join(", ", PolicyDomains.All.Keys)}")).ToProblem();
        }

        var (subject, failure) = await SubjectFinder.FindAsync(caller, null, userId, store, cancellationToken);
        if (subject is null)
        {
            return failure!.ToProblem();
        }

        var domains = PolicyDomains.All.Values.Where(field => domain is null || field.Name == domain).ToList();
        var active = await store.ReadAsync(
            caller.TenantId, unit => unit.ActiveAsync([.. domains.SelectMany(field => ChainOf(subject, field.Name))]), cancellationToken);
        return TypedResults.Ok(new EffectivePolicies(subject.TenantId, subject.UserId,
            [.. domains.Select(field => EffectivePolicyMaker.Make(field, ChainOf(subject, field.Name), [.. active.Where(document => document.Slot.Domain == field.Name)]))]));
    }
}
