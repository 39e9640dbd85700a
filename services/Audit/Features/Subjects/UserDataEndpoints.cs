using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>Asks for the erasure of a person's data.</summary>
public sealed record ErasureOrder(string UserId, string? Reason);

/// <summary>How far an erasure is.</summary>
/// <param name="CompletedAt">Absent while a service has not answered yet; it is asked again until it has.</param>
/// <param name="Services">What was deleted, by service and kind.</param>
public sealed record ErasureReport(
    Guid ErasureId, string TenantId, string Pseudonym, DateTimeOffset RequestedAt, DateTimeOffset? CompletedAt,
    long AuditEntriesAnonymized, long TasksDeleted, long ExchangesDeleted, IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Services);

/// <summary>The rights of data subjects: their own data for everybody, anybody's in the tenant for an enterprise administrator.</summary>
internal static class UserDataEndpoints
{
    private const int MaxUserId = 255;
    private const int MaxReason = 1000;

    public static void MapUserData(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/user-data").WithTags("User data").RequirePermission(Permissions.UserData).AddEndpointFilter<StoreFailureFilter>().AddEndpointFilter<TamperFilter>();
        Describe(group.MapGet("/{userId}/export", ExportAsync), "ExportUserData", "Everything the product holds about a person");
        Describe(group.MapDelete("/{userId}", EraseAsync), "EraseUserData", "Erase a person's data everywhere; cannot be undone");
        Describe(group.MapPost("/anonymize", AnonymizeAsync), "AnonymizeUserData", "Erase a person's data everywhere, with a reason; cannot be undone");
        Describe(group.MapGet("/erasures/{id:guid}", FindAsync), "GetErasure", "How far an erasure is");
        group.MapHolds();
    }

    public static RouteHandlerBuilder Describe(RouteHandlerBuilder route, string name, string summary) => route
        .WithName(name)
        .WithSummary(summary)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    public static bool IsUserId(string? userId) =>
        userId is { Length: > 0 and <= MaxUserId } && !userId.Contains('\0', StringComparison.Ordinal) && Pseudonyms.IsPerson(userId);

    public static bool IsReason(string? reason) => reason is null or { Length: <= MaxReason } && reason?.Contains('\0', StringComparison.Ordinal) != true;

    private static async Task<IResult> ExportAsync(string userId, Caller caller, HttpContext http, UserDataExporter exporter, CancellationToken cancellationToken) =>
        MayConcern(caller, userId)
            ? await exporter.WriteAsync(caller, userId, http.Response, cancellationToken)
            : Failure.NotFound("user").ToProblem();

    private static Task<Results<Ok<ErasureReport>, Accepted<ErasureReport>, ProblemHttpResult>> EraseAsync(
        string userId, [FromQuery] string? reason, Caller caller, Eraser eraser, CancellationToken cancellationToken) =>
        AnswerAsync(caller, new ErasureOrder(userId, reason), eraser, cancellationToken);

    private static Task<Results<Ok<ErasureReport>, Accepted<ErasureReport>, ProblemHttpResult>> AnonymizeAsync(
        ErasureOrder order, Caller caller, Eraser eraser, CancellationToken cancellationToken) =>
        AnswerAsync(caller, order, eraser, cancellationToken);

    private static async Task<Results<Ok<ErasureReport>, Accepted<ErasureReport>, ProblemHttpResult>> AnswerAsync(
        Caller caller, ErasureOrder order, Eraser eraser, CancellationToken cancellationToken)
    {
        if (!MayConcern(caller, order.UserId))
        {
            return Failure.NotFound("user").ToProblem();
        }

        if (!IsReason(order.Reason))
        {
            return new Failure(ErrorCodes.ValidationFailed, StatusCodes.Status400BadRequest, "The request is not valid", $"'reason' is text of at most {MaxReason} characters.").ToProblem();
        }

        if (await eraser.EraseAsync(caller, order, cancellationToken) is not { } erasure)
        {
            return new Failure(
                ErrorCodes.LegalHold, StatusCodes.Status409Conflict, "A legal hold forbids the erasure",
                "Nothing was deleted. An administrator can say why, and lift the hold when its reason is gone.").ToProblem();
        }

        var report = Report(erasure);
        return erasure.CompletedAt is null
            ? TypedResults.Accepted($"/api/v1/user-data/erasures/{erasure.Id}", report)
            : TypedResults.Ok(report);
    }

    /// <summary>The id is the proof that one asked for it; the report names nobody.</summary>
    private static async Task<Results<Ok<ErasureReport>, ProblemHttpResult>> FindAsync(Guid id, Caller caller, IErasureStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(caller.TenantId, id, cancellationToken) is { } erasure
            ? TypedResults.Ok(Report(erasure))
            : Failure.NotFound("erasure").ToProblem();

    private static bool MayConcern(Caller caller, string? userId) =>
        IsUserId(userId) && caller.May(Permissions.UserData, new ScopeTarget(UserId: userId));

    private static ErasureReport Report(Erasure erasure)
    {
        var services = erasure.Done.ToDictionary(
            service => service.Key,
            service => (IReadOnlyDictionary<string, long>)service.Value!.AsObject().ToDictionary(count => count.Key, count => count.Value!.GetValue<long>()));
        return new ErasureReport(
            erasure.Id, erasure.TenantId, erasure.Pseudonym, erasure.RequestedAt, erasure.CompletedAt,
            services.GetValueOrDefault(AppIds.Audit)?.GetValueOrDefault("entries") ?? 0, Sum("tasks"), Sum("exchanges"), services);

        long Sum(string kind) => services.Values.Sum(counts => counts.GetValueOrDefault(kind));
    }
}
