using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Accounts;

/// <summary>Service accounts of the caller's tenant and their keys.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        app.MapGet("/internal/api-keys/{keyId}", FindKeyAsync)
            .WithName("FindApiKey").WithSummary("A key that may be used now").AddEndpointFilter<StoreFailureFilter>().RequireService(AppIds.Gateway);
        var group = app.MapGroup("/api/v1/service-accounts").WithTags("Service accounts")
            .RequirePermission(Permissions.AccountsManage).AddEndpointFilter<StoreFailureFilter>();
        Describe(group.MapGet("", ListAsync), "ListServiceAccounts", "Programs that act for your company");
        Describe(group.MapPost("", CreateAsync), "CreateServiceAccount", "Add a service account");
        Describe(group.MapGet("/{id}", GetAsync), "GetServiceAccount", "One service account");
        Describe(group.MapPut("/{id}", ChangeAsync), "ChangeServiceAccount", "Change scopes, tier or whether it may act; needs If-Match");
        Describe(group.MapGet("/{id}/keys", KeysAsync), "ListApiKeys", "Keys of a service account, without their secrets");
        Describe(group.MapPost("/{id}/keys", IssueAsync), "IssueApiKey", "Make a key; its secret is shown once, also when the request is repeated under its Idempotency-Key");
        Describe(group.MapPost("/{id}/keys/{keyId}/rotate", RotateAsync), "RotateApiKey", "Replace a key; the old one works a little longer");
        Describe(group.MapDelete("/{id}/keys/{keyId}", RevokeAsync), "RevokeApiKey", "End a key; effective everywhere within five seconds");
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

    private static async Task<Results<Ok<ApiKeyEntry>, NotFound>> FindKeyAsync(
        string keyId, IAccountStore accounts, TimeProvider time, CancellationToken cancellationToken) =>
        await accounts.FindUsableAsync(keyId, time.GetUtcNow(), cancellationToken) is { } key ? TypedResults.Ok(key) : TypedResults.NotFound();

    private static async Task<Ok<ServiceAccountList>> ListAsync(Caller caller, IAccountStore accounts, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ServiceAccountList(await accounts.ListAsync(caller.TenantId, cancellationToken)));

    private static async Task<Results<Created<ServiceAccount>, ProblemHttpResult>> CreateAsync(
        CreateServiceAccount request, Caller caller, HttpContext context, AccountAdministration administration, CancellationToken cancellationToken)
    {
        var (account, failure) = await administration.CreateAsync(PolicyOrder.Of(caller, "service_account_create", context, request), request, cancellationToken);
        return account is null ? failure!.ToProblem() : TypedResults.Created($"/api/v1/service-accounts/{account.Id}", Tagged(context, account));
    }

    private static async Task<Results<Ok<ServiceAccount>, ProblemHttpResult>> GetAsync(
        string id, Caller caller, HttpContext context, IAccountStore accounts, CancellationToken cancellationToken) =>
        await accounts.FindAsync(caller.TenantId, id, cancellationToken) is { } account
            ? TypedResults.Ok(Tagged(context, account))
            : Failure.NotFound("service account").ToProblem();

    private static async Task<Results<Ok<ServiceAccount>, ProblemHttpResult>> ChangeAsync(
        string id, ChangeServiceAccount request, Caller caller, HttpContext context, AccountAdministration administration, CancellationToken cancellationToken)
    {
        var (account, failure) = await administration.ChangeAsync(caller, id, request, context.Request.Headers.IfMatch, cancellationToken);
        return account is null ? failure!.ToProblem() : TypedResults.Ok(Tagged(context, account));
    }

    private static async Task<Results<Ok<KeyList>, ProblemHttpResult>> KeysAsync(
        string id, Caller caller, IAccountStore accounts, CancellationToken cancellationToken) =>
        await accounts.FindAsync(caller.TenantId, id, cancellationToken) is null
            ? Failure.NotFound("service account").ToProblem()
            : TypedResults.Ok(new KeyList(await accounts.KeysAsync(caller.TenantId, id, cancellationToken)));

    private static async Task<Results<Created<IssuedKey>, ProblemHttpResult>> IssueAsync(
        string id, IssueKey request, Caller caller, HttpContext context, AccountAdministration administration, CancellationToken cancellationToken) =>
        Answer(context, id, await administration.IssueAsync(PolicyOrder.Of(caller, "api_key_issue", context, request), id, request, cancellationToken));

    private static async Task<Results<Created<IssuedKey>, ProblemHttpResult>> RotateAsync(
        string id, string keyId, RotateKey request, Caller caller, HttpContext context, AccountAdministration administration, CancellationToken cancellationToken) =>
        Answer(context, id, await administration.RotateAsync(PolicyOrder.Of(caller, "api_key_rotate", context, request), id, keyId, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        string id, string keyId, Caller caller, AccountAdministration administration, CancellationToken cancellationToken) =>
        await administration.RevokeAsync(caller, id, keyId, cancellationToken) is { } failure ? failure.ToProblem() : TypedResults.NoContent();

    private static ServiceAccount Tagged(HttpContext context, ServiceAccount account)
    {
        context.Response.Headers.ETag = FormattableString.Invariant($"\"{account.RowVersion}\"");
        return account;
    }

    private static Results<Created<IssuedKey>, ProblemHttpResult> Answer(HttpContext context, string id, (IssuedKey? Key, Failure? Failure) result)
    {
        if (result.Key is not { } key)
        {
            return result.Failure!.ToProblem();
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/service-accounts/{id}/keys/{key.KeyId}", key);
    }
}
