using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Members;

/// <summary>
/// People and the roles given to them here. An organisation's administrator sees and serves the people known to belong to it,
/// and gives no role above a team lead's; nobody changes their own.
/// </summary>
internal static class MemberEndpoints
{
    private const int MaxUserId = 128;
    private static readonly string[] GivenByEnterprise = [Roles.EnterpriseAdmin, Roles.OrgAdmin, Roles.TeamLead, Roles.User, Roles.Auditor, Roles.Operator];
    private static readonly string[] GivenByOrganisation = [Roles.TeamLead, Roles.User];

    public static void MapMembers(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/users").WithTags("Administration").RequirePermission(Permissions.MembersManage).AddEndpointFilter<StoreFailureFilter>();
        group.MapGet("", ListAsync).WithName("ListUsers").WithSummary("People you administer, and the roles given to them here");
        group.MapPut("/{userId}/roles", GiveAsync).WithName("GiveRoles").WithSummary("Give somebody roles, on top of their groups; effective within five seconds")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Ok<MemberList>> ListAsync(Caller caller, IMemberStore members, CancellationToken cancellationToken) =>
        TypedResults.Ok(new MemberList([.. (await members.ListAsync(caller.TenantId, cancellationToken)).Where(member => Serves(caller, member))]));

    private static async Task<Results<Ok<Member>, ProblemHttpResult>> GiveAsync(
        string userId, GiveRoles request, Caller caller, IMemberStore members, AdministrationAudit audit, TimeProvider time, CancellationToken cancellationToken)
    {
        var member = await members.FindAsync(caller.TenantId, userId, cancellationToken) ?? new Member(userId, null, null, [], null);
        if (userId.Length > MaxUserId || !Serves(caller, member))
        {
            return Failure.NotFound("user").ToProblem();
        }

        if (Fault(caller, userId, request, member) is { } failure)
        {
            return failure.ToProblem();
        }

        string[] roles = [.. request.Roles!.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var detail = new JsonObject { ["user"] = userId, ["from"] = List(member.Roles), ["to"] = List(roles), ["reason"] = request.Reason };
        await audit.RecordAsync(caller, caller.TenantId, "roles_give", detail, async () =>
        {
            await members.GiveAsync(caller.TenantId, userId, roles, request.Reason!, caller.UserId, time.GetUtcNow(), cancellationToken);
            return true;
        }, done => done, cancellationToken);
        return TypedResults.Ok(member with { Roles = roles });
    }

    private static Failure? Fault(Caller caller, string userId, GiveRoles request, Member member)
    {
        var mayGive = caller.ReachOf(Permissions.MembersManage) == Reach.Tenant ? GivenByEnterprise : GivenByOrganisation;
        if (request.Roles is not { Count: <= 10 } || string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > 1000)
        {
            return PolicyFailures.Missing("roles", "reason");
        }

        if (request.Roles.FirstOrDefault(role => !GivenByEnterprise.Contains(role)) is { } unknown)
        {
            return PolicyFailures.Bad(new PolicyFault("roles", $"holds '{(unknown.Length <= 64 ? unknown : unknown[..64])}', which is no built-in role of people"));
        }

        // Taking a role away needs the same standing as giving it, and one's own roles are for somebody else to decide.
        return userId == caller.UserId || request.Roles.Concat(member.Roles).Any(role => !mayGive.Contains(role))
            ? new Failure(ErrorCodes.Forbidden, StatusCodes.Status403Forbidden, "Not allowed", "These roles, or your own, are not yours to change.")
            : null;
    }

    private static bool Serves(Caller caller, Member member) =>
        caller.May(Permissions.MembersManage, new ScopeTarget(member.OrgUnit, member.TeamId));

    private static JsonArray List(IEnumerable<string> roles) => new([.. roles.Select(role => (JsonNode)role)]);
}
