using System.Collections.Frozen;
using OpenClaw.Connector.Options;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Features.Connections;

/// <summary>A configured connection with its look-ups. GitHub's names ignore case, so these do too.</summary>
internal sealed class Connection(GitHubConnection options)
{
    private readonly FrozenDictionary<string, GitHubUser> _users =
        options.Users.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly FrozenSet<string> _projects = options.Projects.ToFrozenSet(StringComparer.Ordinal);

    public string Id => options.Id;
    public string TenantId => options.TenantId;
    public string ApiEndpoint => options.ApiEndpoint;
    public IReadOnlyList<string> SecretNames => options.SecretNames;
    public IReadOnlyList<string> Repositories => options.Repositories;
    public IReadOnlyList<string> HookIds => options.HookIds;
    public IReadOnlyList<long> InstallationIds => options.InstallationIds;
    public IReadOnlyList<string> Owners => options.Owners;

    public string? UserOf(string? login) => login is not null && _users.TryGetValue(login, out var user) ? user.UserId : null;

    public int? SeniorityOf(string? login) => login is not null && _users.TryGetValue(login, out var user) ? user.Seniority : null;

    public IReadOnlyList<string> LoginsOf(string userId) =>
        [.. _users.Where(user => user.Value.UserId == userId).Select(user => user.Key).Order(StringComparer.Ordinal)];

    public bool KnowsProject(string prefix) => _projects.Contains(prefix);

    public Participant ParticipantOf(string login) => new(login, UserOf(login));
}
