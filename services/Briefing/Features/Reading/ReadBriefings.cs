using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OpenClaw.Briefing.Features.Composition;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Briefing.Options;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Briefing.Features.Reading;

internal static class ReadBriefingsEndpoints
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    public static void MapReadBriefings(this IEndpointRouteBuilder group)
    {
        group.MapGet("/briefings/today", TodayAsync).WithName("GetTodaysBriefing")
            .WithSummary("The caller's latest briefing of today")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/briefings/current", CurrentAsync).WithName("GetCurrentBriefing")
            .WithSummary("The caller's latest briefing")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/briefings/{id:guid}", ByIdAsync).WithName("GetBriefing")
            .WithSummary("One of the caller's briefings")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/briefings", ListAsync).WithName("ListBriefings")
            .WithSummary("The caller's briefings, newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> TodayAsync(
        Caller caller, HttpContext context, IDesks desks, TimeProvider time, IOptions<BriefingOptions> options, CancellationToken cancellationToken)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);
        var local = TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime.Date;
        var midnight = new DateTimeOffset(local, zone.GetUtcOffset(local));
        return await LatestAsync(caller, context, desks, midnight, cancellationToken);
    }

    private static Task<IResult> CurrentAsync(Caller caller, HttpContext context, IDesks desks, CancellationToken cancellationToken) =>
        LatestAsync(caller, context, desks, null, cancellationToken);

    private static async Task<IResult> LatestAsync(
        Caller caller, HttpContext context, IDesks desks, DateTimeOffset? from, CancellationToken cancellationToken)
    {
        var desk = DeskOf(caller, desks);
        var page = await desk.ListAsync(new BriefingQuery(from, null, null, 1), cancellationToken);
        return page.Items is [var latest, ..]
            ? Answer(context, await desk.FindAsync(new ById(latest.Id), cancellationToken))
            : Failure.NotFound("briefing").ToProblem();
    }

    private static async Task<IResult> ByIdAsync(
        Guid id, Caller caller, HttpContext context, IDesks desks, CancellationToken cancellationToken) =>
        Answer(context, await DeskOf(caller, desks).FindAsync(new ById(id), cancellationToken));

    private static async Task<Results<Ok<BriefingPage>, ProblemHttpResult>> ListAsync(
        DateTimeOffset? from, DateTimeOffset? to, string? cursor, int? limit, Caller caller, IDesks desks, CancellationToken cancellationToken)
    {
        var after = Guid.Empty;
        if (cursor is not null && !Guid.TryParseExact(cursor, "N", out after))
        {
            return Failures.Invalid("cursor is not one that this list gave out.").ToProblem();
        }

        var query = new BriefingQuery(from, to, cursor is null ? null : after, Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit));
        return TypedResults.Ok(await DeskOf(caller, desks).ListAsync(query, cancellationToken));
    }

    private static IDesk DeskOf(Caller caller, IDesks desks) => desks.Of(new DeskOwner(caller.TenantId, caller.UserId));

    /// <summary>A briefing never changes once generated, so its id is its entity tag.</summary>
    private static IResult Answer(HttpContext context, DailyBriefing? briefing)
    {
        if (briefing is null)
        {
            return Failure.NotFound("briefing").ToProblem();
        }

        var tag = $"\"{briefing.Id:N}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "private, no-cache";
        return context.Request.Headers.IfNoneMatch.Contains(tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(briefing);
    }
}
