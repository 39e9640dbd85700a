namespace OpenClaw.Simulators.GitHub.Seed;

/// <summary>Everything that exists on the simulated GitHub.</summary>
public sealed class GitHubWorld
{
    private readonly Dictionary<string, SeedAccount> _accounts = new(StringComparer.OrdinalIgnoreCase);

    private GitHubWorld(IReadOnlyList<SeedRepository> repositories)
    {
        Repositories = repositories;
        foreach (var login in repositories.SelectMany(Names).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))
        {
            var isOrganization = repositories.Any(repository => repository.Owner == login);
            _accounts[login] = new SeedAccount(900_000 + _accounts.Count, login, isOrganization);
        }
    }

    public IReadOnlyList<SeedRepository> Repositories { get; }

    /// <summary>The world of the day that <paramref name="now"/> lies in.</summary>
    public static GitHubWorld Create(DateTimeOffset now)
    {
        // The start of the running hour would move while a test runs; the day does not (but at midnight).
        var anchor = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        return new GitHubWorld([.. AcmeRobotics.Build(anchor), .. GlobexLabs.Build(anchor)]);
    }

    public SeedRepository? Find(string owner, string name) => Repositories.FirstOrDefault(repository =>
        repository.Owner.Equals(owner, StringComparison.OrdinalIgnoreCase) && repository.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public SeedAccount Account(string login) => _accounts[login];

    private static IEnumerable<string> Names(SeedRepository repository) =>
        repository.Issues.SelectMany(issue => issue.Assignees
                .Append(issue.Author)
                .Concat(issue.Comments.Select(comment => comment.Author))
                .Concat(issue.Pull?.Reviewers ?? [])
                .Concat(issue.Pull?.Reviews.Select(review => review.Author) ?? []))
            .Append(repository.Owner);
}
