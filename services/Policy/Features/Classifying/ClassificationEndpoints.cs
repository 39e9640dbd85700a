using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Classifying;

/// <summary>
/// How sensitive items are: <c>/data/{itemId}/classification</c>. Item ids hold slashes, such as
/// <c>github:acme/payments/issues/12</c>, so the routes take the whole rest of the path and look at its end.
/// </summary>
internal static class ClassificationEndpoints
{
    private const string Suffix = "/classification";
    private const string HistorySuffix = "/classification/history";
    private const int MaxItemId = 500;
    private const int MaxSources = 100;

    public static void MapClassification(this IEndpointRouteBuilder app)
    {
        var data = app.MapGroup("/api/v1/data").WithTags("Classification");
        data.AddEndpointFilter<StoreFailureFilter>();
        Describe(data.MapPost("/classify", ClassifyAsync), Permissions.PoliciesEvaluate, "ClassifyData", "How sensitive something is, by its source, its content and what it was made from");
        Describe(data.MapPut("/{**item}", OverrideAsync), Permissions.ClassificationOverride, "OverrideClassification", "Say how sensitive an item is: /data/{itemId}/classification");
        Describe(data.MapGet("/{**item}", ReadAsync), Permissions.PoliciesRead, "GetClassification", "How sensitive an item is, or with /history ever was: /data/{itemId}/classification");
    }

    private static async Task<Results<Ok<ClassifyAnswer>, ProblemHttpResult>> ClassifyAsync(
        ClassifyRequest request, Caller caller, Classifier classifier, CancellationToken cancellationToken)
    {
        if (request.SourceId is { Length: 0 or > MaxItemId } || request.DerivedFrom is { Count: > MaxSources } || request.DerivedFrom?.Any(string.IsNullOrEmpty) == true)
        {
            return PolicyFailures.Bad(new PolicyFault("sourceId", $"must have 1 to {MaxItemId} characters, and at most {MaxSources} items be the sources")).ToProblem();
        }

        return string.IsNullOrEmpty(request.ConnectorType) && request.DerivedFrom is not { Count: > 0 }
            ? PolicyFailures.Bad(new PolicyFault("connectorType", "or derivedFrom is required")).ToProblem()
            : TypedResults.Ok(await classifier.ClassifyAsync(request, caller, cancellationToken));
    }

    private static async Task<Results<Ok<ClassificationOverridden>, ProblemHttpResult>> OverrideAsync(
        string item, OverrideClassification request, Caller caller, ClassificationOverrider overrider, CancellationToken cancellationToken)
    {
        if (ItemOf(item, Suffix) is not { } id)
        {
            return Failure.NotFound("item").ToProblem();
        }

        var (done, failure) = await overrider.OverrideAsync(id, request, caller, cancellationToken);
        return done is null ? failure!.ToProblem() : TypedResults.Ok(done);
    }

    private static async Task<Results<Ok<ItemView>, Ok<ClassificationHistory>, ProblemHttpResult>> ReadAsync(
        string item, Caller caller, IClassificationStore items, CancellationToken cancellationToken)
    {
        var wantsHistory = ItemOf(item, HistorySuffix) is not null;
        var id = ItemOf(item, wantsHistory ? HistorySuffix : Suffix);
        var known = id is null ? null : await items.FindAsync(caller.TenantId, id, cancellationToken);
        if (known is null || !MayRead(caller, known))
        {
            return Failure.NotFound("item").ToProblem();
        }

        return wantsHistory
            ? TypedResults.Ok(new ClassificationHistory(id!, await items.HistoryAsync(caller.TenantId, id!, cancellationToken)))
            : TypedResults.Ok(ItemView.Of(known));
    }

    private static bool MayRead(Caller caller, ItemClassification item) =>
        caller.IsInRole(Roles.EnterpriseAdmin) || caller.IsInRole(Roles.Auditor) || item.OrgId.Length == 0 || item.OrgId == caller.OrgUnit;

    private static string? ItemOf(string path, string suffix) =>
        path.EndsWith(suffix, StringComparison.Ordinal) && path.Length - suffix.Length is > 0 and <= MaxItemId ? path[..^suffix.Length] : null;

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route, string permission, string name, string summary) => route
        .WithName(name)
        .WithSummary(summary)
        .RequirePermission(permission)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
