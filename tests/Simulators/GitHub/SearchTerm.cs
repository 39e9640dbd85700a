using OpenClaw.Simulators.GitHub.Seed;

namespace OpenClaw.Simulators.GitHub;

/// <summary>The few qualifiers of the search language that a briefing asks for; other words must be in the title.</summary>
internal static class SearchTerm
{
    public static bool Fits(string term, SeedRepository repository, SeedIssue issue) => term.Split(':', 2) switch
    {
        ["is" or "state", "open"] => issue.IsOpen,
        ["is" or "state", "closed"] => !issue.IsOpen,
        ["is" or "type", "issue"] => issue.Pull is null,
        ["is" or "type", "pr"] => issue.Pull is not null,
        ["repo", var name] => repository.FullName.Equals(name, StringComparison.OrdinalIgnoreCase),
        ["org" or "user", var owner] => repository.Owner.Equals(owner, StringComparison.OrdinalIgnoreCase),
        ["assignee", var login] => issue.Assignees.Contains(login, StringComparer.OrdinalIgnoreCase),
        ["author", var login] => issue.Author.Equals(login, StringComparison.OrdinalIgnoreCase),
        ["review-requested", var login] => issue.Pull?.Reviewers.Contains(login, StringComparer.OrdinalIgnoreCase) == true,
        _ => issue.Title.Contains(term, StringComparison.OrdinalIgnoreCase),
    };
}
