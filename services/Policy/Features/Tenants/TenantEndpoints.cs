using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Options;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Tenants;

/// <summary>
/// Tenants. An enterprise administrator sees and sets up the own one; those of the operating tenant see all and add more.
/// For everybody else another tenant does not exist.
/// </summary>
internal static class TenantEndpoints
{
    public static void MapTenants(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/tenants").WithTags("Tenants").RequirePermission(Permissions.TenantsManage).AddEndpointFilter<StoreFailureFilter>();
        Describe(group.MapGet("", ListAsync), "ListTenants", "The tenants you administer");
        Describe(group.MapPost("", CreateAsync), "CreateTenant", "Add a tenant; it stays in provisioning until it is set active");
        Describe(group.MapGet("/{id}", GetAsync), "GetTenant", "One tenant");
        Describe(group.MapPut("/{id}", UpdateAsync), "UpdateTenant", "Change name, mail domains, identity provider and roles; needs If-Match");
        Describe(group.MapGet("/{id}/status", StatusAsync), "GetTenantStatus", "Status and how much there is of a tenant");
        Describe(group.MapPut("/{id}/status", ChangeStatusAsync), "ChangeTenantStatus", "Activate or suspend a tenant; effective everywhere within five seconds");
    }

    private static void Describe(RouteHandlerBuilder route, string name, string summary) => route
        .WithName(name)
        .WithSummary(summary)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status412PreconditionFailed)
        .ProducesProblem(StatusCodes.Status428PreconditionRequired)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Ok<TenantList>> ListAsync(Caller caller, ITenantStore tenants, IOptions<TenantOptions> options, CancellationToken cancellationToken)
    {
        var all = await tenants.ListAsync(cancellationToken);
        TenantView[] visible = [.. all.Where(tenant => IsVisible(caller, tenant.Entry.Id, options.Value)).Select(TenantView.Of)];
        return TypedResults.Ok(new TenantList(visible, visible.Length));
    }

    private static async Task<Results<Created<TenantView>, ProblemHttpResult>> CreateAsync(
        CreateTenant request, Caller caller, HttpContext context, TenantAdministration administration, CancellationToken cancellationToken)
    {
        var (row, failure) = await administration.CreateAsync(PolicyOrder.Of(caller, "tenant_create", context, request), request, cancellationToken);
        if (row is null)
        {
            return failure!.ToProblem();
        }

        context.Response.Headers.ETag = Tag(row);
        return TypedResults.Created($"/api/v1/tenants/{row.Entry.Id}", TenantView.Of(row));
    }

    private static async Task<Results<Ok<TenantView>, ProblemHttpResult>> GetAsync(
        string id, Caller caller, HttpContext context, TenantAdministration administration, CancellationToken cancellationToken) =>
        Answer(context, await administration.FindAsync(caller, id, cancellationToken));

    private static async Task<Results<Ok<TenantView>, ProblemHttpResult>> UpdateAsync(
        string id, TenantSettings request, Caller caller, HttpContext context, TenantAdministration administration, CancellationToken cancellationToken) =>
        Answer(context, await administration.UpdateAsync(caller, id, request, context.Request.Headers.IfMatch, cancellationToken));

    private static async Task<Results<Ok<TenantState>, ProblemHttpResult>> StatusAsync(
        string id, Caller caller, TenantAdministration administration, ITenantStore tenants, CancellationToken cancellationToken)
    {
        var (row, failure) = await administration.FindAsync(caller, id, cancellationToken);
        if (row is null)
        {
            return failure!.ToProblem();
        }

        var counts = await tenants.CountAsync(id, cancellationToken);
        return TypedResults.Ok(new TenantState(id, row.Entry.Name, row.Entry.Status, counts.Policies, counts.Users, counts.ServiceAccounts));
    }

    private static async Task<Results<Ok<TenantView>, ProblemHttpResult>> ChangeStatusAsync(
        string id, ChangeTenantStatus request, Caller caller, HttpContext context, TenantAdministration administration, CancellationToken cancellationToken) =>
        Answer(context, await administration.ChangeStatusAsync(caller, id, request, cancellationToken));

    private static Results<Ok<TenantView>, ProblemHttpResult> Answer(HttpContext context, (TenantRow? Row, Failure? Failure) result)
    {
        if (result.Row is not { } row)
        {
            return result.Failure!.ToProblem();
        }

        context.Response.Headers.ETag = Tag(row);
        return TypedResults.Ok(TenantView.Of(row));
    }

    internal static bool IsVisible(Caller caller, string tenantId, TenantOptions options) =>
        caller.TenantId == tenantId || (options.Owner.Length > 0 && caller.TenantId == options.Owner);

    private static string Tag(TenantRow row) => FormattableString.Invariant($"\"{row.RowVersion}\"");
}
