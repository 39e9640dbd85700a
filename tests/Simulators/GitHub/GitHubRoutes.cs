using System.Text.Json.Nodes;
using OpenClaw.Simulators.GitHub.Seed;

namespace OpenClaw.Simulators.GitHub;

/// <summary>The REST subset that a connector of issues and pull requests needs.</summary>
internal static class GitHubRoutes
{
    public static void MapGitHub(this WebApplication app, TimeProvider time)
    {
        app.MapGet("/repos/{owner}/{name}", (string owner, string name, HttpContext context) =>
            InRepository(time, owner, name, (repository, shapes) => ListAnswer.Tagged(context, shapes.Repository(repository))));
        app.MapGet("/repos/{owner}/{name}/issues", (string owner, string name, HttpContext context) =>
            InRepository(time, owner, name, (repository, shapes) => ListAnswer.Page(context, Issues(context, repository, shapes))));
        app.MapGet("/repos/{owner}/{name}/pulls", (string owner, string name, HttpContext context) =>
            InRepository(time, owner, name, (repository, shapes) => ListAnswer.Page(context, Pulls(context, repository, shapes))));
        app.MapGet("/repos/{owner}/{name}/pulls/{number:int}/reviews", (string owner, string name, int number, HttpContext context) =>
            InIssue(time, owner, name, number, (repository, issue, shapes) => issue.Pull is { } pull
                ? ListAnswer.Page(context, pull.Reviews.Select(review => shapes.Review(repository, issue, review)))
                : NotFound()));
        app.MapGet("/repos/{owner}/{name}/issues/{number:int}", (string owner, string name, int number, HttpContext context) =>
            InIssue(time, owner, name, number, (repository, issue, shapes) => ListAnswer.Tagged(context, shapes.Issue(repository, issue))));
        app.MapGet("/repos/{owner}/{name}/pulls/{number:int}", (string owner, string name, int number, HttpContext context) =>
            InIssue(time, owner, name, number, (repository, issue, shapes) => issue.Pull is null
                ? NotFound()
                : ListAnswer.Tagged(context, shapes.Pull(repository, issue))));
        app.MapGet("/repos/{owner}/{name}/issues/{number:int}/comments", (string owner, string name, int number, HttpContext context) =>
            InIssue(time, owner, name, number, (repository, issue, shapes) =>
                ListAnswer.Page(context, issue.Comments.Select(comment => shapes.Comment(repository, issue, comment)))));
        app.MapGet("/search/issues", (string q, HttpContext context) => Search(time, q, context));
    }

    private static IResult Search(TimeProvider time, string query, HttpContext context)
    {
        var world = GitHubWorld.Create(time.GetUtcNow());
        var shapes = new GitHubShapes(world);
        var terms = query.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = world.Repositories.SelectMany(repository => repository.Issues
            .Where(issue => terms.All(term => SearchTerm.Fits(term, repository, issue)))
            .OrderByDescending(issue => issue.UpdatedAt)
            .Select(issue => shapes.Issue(repository, issue)));
        return ListAnswer.Page(context, found, new JsonObject());
    }

    private static IEnumerable<JsonObject> Issues(HttpContext context, SeedRepository repository, GitHubShapes shapes)
    {
        var assignee = context.Request.Query["assignee"].ToString();
        return InState(context, repository)
            .Where(issue => assignee.Length == 0 || issue.Assignees.Contains(assignee, StringComparer.OrdinalIgnoreCase))
            .Select(issue => shapes.Issue(repository, issue));
    }

    private static IEnumerable<JsonObject> Pulls(HttpContext context, SeedRepository repository, GitHubShapes shapes) =>
        InState(context, repository).Where(issue => issue.Pull is not null).Select(issue => shapes.Pull(repository, issue));

    private static IEnumerable<SeedIssue> InState(HttpContext context, SeedRepository repository)
    {
        var state = context.Request.Query["state"].ToString();
        return repository.Issues
            .Where(issue => state == "all" || issue.IsOpen == (state != "closed"))
            .OrderByDescending(issue => issue.UpdatedAt);
    }

    private static IResult InRepository(TimeProvider time, string owner, string name, Func<SeedRepository, GitHubShapes, IResult> answer)
    {
        var world = GitHubWorld.Create(time.GetUtcNow());
        return world.Find(owner, name) is { } repository ? answer(repository, new GitHubShapes(world)) : NotFound();
    }

    private static IResult InIssue(
        TimeProvider time, string owner, string name, int number, Func<SeedRepository, SeedIssue, GitHubShapes, IResult> answer) =>
        InRepository(time, owner, name, (repository, shapes) =>
            repository.Issues.FirstOrDefault(issue => issue.Number == number) is { } issue ? answer(repository, issue, shapes) : NotFound());

    private static IResult NotFound() => Results.Json(
        new { message = "Not Found", documentation_url = "https://docs.github.com/rest", status = "404" }, statusCode: StatusCodes.Status404NotFound);
}
