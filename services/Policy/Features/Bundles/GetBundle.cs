using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Identity.Tokens;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>
/// What is in force, signed: the list of the newest versions, and the bundle of a tenant in OPA's own format, so that our services
/// and an OPA server read the same bytes.
/// </summary>
internal static class GetBundleEndpoint
{
    private const string Archive = "application/gzip";

    /// <summary>The Dapr app id of the OPA server in a deployment.</summary>
    private const string OpaAppId = "opa";

    private static readonly string[] EnforcementPoints =
        [AppIds.Gateway, AppIds.Audit, AppIds.Briefing, AppIds.Connector, AppIds.Notification];

    public static void MapGetBundle(this IEndpointRouteBuilder app)
    {
        Describe(app.MapGet("/internal/policy/bundles", CatalogueAsync), "GetPolicyCatalogue", "The newest version of every tenant's bundle, signed")
            .RequireService(EnforcementPoints);
        Describe(app.MapGet("/internal/policy/bundle", BundleAsync), "GetPolicyBundle", "A tenant's rules and documents, signed; the entity tag is the version")
            .RequireService([.. EnforcementPoints, OpaAppId]);
        Describe(app.MapGet("/internal/policy/opa-bundle", WholeAsync), "GetOpaBundle", "The rules and documents of all tenants, signed; the entity tag is the version")
            .RequireService([.. EnforcementPoints, OpaAppId]);
    }

    public static Failure NoBundle() => new(
        ErrorCodes.PolicyEngineUnavailable,
        StatusCodes.Status503ServiceUnavailable,
        "There are no rules",
        "No rules have been loaded since this service started; its log names the file that cannot be used.");

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> CatalogueAsync(
        BundleShelf shelf, BundleSigner signer, IBundleRefresh bundles, CancellationToken cancellationToken)
    {
        // Another replica may just have announced what we have not seen yet.
        await bundles.RefreshAsync(BundleKeeper.RecentEnough, cancellationToken);
        try
        {
            return shelf.Confirmed is { } shelved
                ? TypedResults.Text(await signer.SealAsync(shelved.Catalogue(shelf.ConfirmedAt), cancellationToken), "application/jose")
                : NoBundle().ToProblem();
        }
        catch (SecretUnavailableException exception)
        {
            return NoKey(exception).ToProblem();
        }
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> BundleAsync(
        string tenant, string? version, BundleShelf shelf, BundleSigner signer, IBundleRefresh bundles, CancellationToken cancellationToken)
    {
        if (version is not null && shelf.Confirmed?.Tenants.GetValueOrDefault(tenant)?.Version != version)
        {
            await bundles.RefreshAsync(BundleKeeper.RecentEnough, cancellationToken);
        }

        return shelf.Confirmed switch
        {
            null => NoBundle().ToProblem(),
            { } shelved when version is not null && shelved.Tenants.GetValueOrDefault(tenant)?.Version != version => Failure.NotFound("bundle").ToProblem(),
            { } shelved when tenant == PolicyCatalogue.Others || shelved.Tenants.ContainsKey(tenant) => await FileAsync(tenant, shelved.Of(tenant), signer, cancellationToken),
            _ => Failure.NotFound("bundle").ToProblem(),
        };
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> WholeAsync(BundleShelf shelf, BundleSigner signer, CancellationToken cancellationToken) =>
        shelf.Confirmed is { Whole: var bundle } ? await FileAsync(PolicyCatalogue.Everybody, bundle, signer, cancellationToken) : NoBundle().ToProblem();

    // The framework answers 304 to a known tag.
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> FileAsync(string scope, PolicyBundle bundle, BundleSigner signer, CancellationToken cancellationToken)
    {
        try
        {
            return TypedResults.File(await signer.PackAsync(scope, bundle, cancellationToken), Archive, entityTag: new EntityTagHeaderValue($"\"{bundle.Version}\""));
        }
        catch (SecretUnavailableException exception)
        {
            return NoKey(exception).ToProblem();
        }
    }

    private static Failure NoKey(SecretUnavailableException exception) => new(
        ErrorCodes.PolicyEngineUnavailable, StatusCodes.Status503ServiceUnavailable, "There are no rules", $"Bundles cannot be signed. {exception.Message}");

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route, string name, string summary) => route
        .WithName(name)
        .WithSummary(summary)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
