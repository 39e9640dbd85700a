using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Briefing.Features.Reading;

/// <summary>Filters of the task list; <c>status</c> may repeat.</summary>
internal sealed record TaskFilter(string[]? Status, int? MinScore, string? Source, bool? Blocking, string? Cursor, int? Limit);

internal static class ReadTasksEndpoint
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    private static readonly Dictionary<string, WorkTaskStatus> Words = Enum.GetValues<WorkTaskStatus>()
        .ToDictionary(status => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()), StringComparer.Ordinal);

    public static void MapReadTasks(this IEndpointRouteBuilder group) =>
        group.MapGet("/tasks", HandleAsync)
            .WithName("ListTasks")
            .WithSummary("The caller's tasks, best first")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<TaskPage>, ProblemHttpResult>> HandleAsync(
        [AsParameters] TaskFilter filter, Caller caller, IDesks desks, CancellationToken cancellationToken)
    {
        var words = filter.Status ?? [];
        if (words.FirstOrDefault(word => !Words.ContainsKey(word)) is { } unknown)
        {
            return Failures.Invalid($"status '{unknown}' is not one of {string.Join(", ", Words.Keys)}.").ToProblem();
        }

        if (filter.Cursor is { } cursor && !DeskReader.IsCursor(cursor))
        {
            return Failures.Invalid("cursor is not one that this list gave out.").ToProblem();
        }

        var query = new TaskQuery(
            [.. words.Select(word => Words[word])],
            filter.MinScore,
            filter.Source,
            filter.Blocking,
            filter.Cursor,
            Math.Clamp(filter.Limit ?? DefaultLimit, 1, MaxLimit));
        return TypedResults.Ok(await desks.Of(new DeskOwner(caller.TenantId, caller.UserId)).TasksAsync(query, cancellationToken));
    }
}
