using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Activity;

internal static class GetFiguresEndpoint
{
    private const int DefaultWeeks = 4;

    /// <summary>The log keeps every entry for a year at least, so these are never of half a week that was archived.</summary>
    private const int MostWeeks = 52;
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public static void MapGetFigures(this RouteGroupBuilder group) =>
        group.MapGet("/figures", HandleAsync)
            .WithName("GetPersonalFigures")
            .WithSummary("The caller's own figures week by week: replies, tickets, tasks, exchanges, briefings and the minutes they saved")
            .RequirePermission(Permissions.AuditRead)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<PersonalFigures>, ProblemHttpResult>> HandleAsync(
        [Description("How many weeks, 1 to 52; default 4")] int? weeks,
        Caller caller,
        IActivityReader reader,
        IOptions<FigureOptions> options,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var count = weeks ?? DefaultWeeks;
        if (count is < 1 or > MostWeeks)
        {
            return AuditFaults.Problem(new Dictionary<string, string[]> { ["weeks"] = [$"must be a number from 1 to {MostWeeks}"] });
        }

        var end = MondayAfter(time.GetUtcNow());
        var question = new ActivityQuestion(caller.TenantId, caller.UserId, end - (count * Week), end, Week);
        return TypedResults.Ok(PersonalFigures.Of(question, await reader.TallyAsync(question, cancellationToken), options.Value));
    }

    private static DateTimeOffset MondayAfter(DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        return today.AddDays(7 - (((int)today.DayOfWeek + 6) % 7));
    }
}
