using Microsoft.Extensions.Options;

namespace OpenClaw.Connector.Options;

/// <summary>
/// Rules across connections. What identifies a delivery must belong to one connection only, or a delivery could reach
/// the wrong tenant.
/// </summary>
internal sealed class GitHubConnectionsValidator : IValidateOptions<GitHubOptions>
{
    public ValidateOptionsResult Validate(string? name, GitHubOptions options)
    {
        var faults = new List<string>();
        Unique(options, "Id", connection => [connection.Id], faults);
        Unique(options, "HookIds", connection => connection.HookIds, faults);
        Unique(options, "InstallationIds", connection => connection.InstallationIds.Select(id => $"{id}"), faults);
        Unique(options, "Owners", connection => connection.Owners, faults);
        foreach (var connection in options.Connections)
        {
            CheckRepositories(connection, faults);
            CheckUsers(connection, faults);
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Unique(
        GitHubOptions options, string field, Func<GitHubConnection, IEnumerable<string>> values, List<string> faults) =>
        faults.AddRange(options.Connections
            .SelectMany(connection => values(connection).Distinct(StringComparer.OrdinalIgnoreCase))
            .GroupBy(value => value, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .Select(group => $"{GitHubOptions.Section}:Connections: '{group.Key}' is in {field} of more than one connection."));

    private static void CheckRepositories(GitHubConnection connection, List<string> faults) =>
        faults.AddRange(connection.Repositories
            .Where(repository => repository.Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
            .Select(repository => $"{GitHubOptions.Section}:Connections:{connection.Id}: repository '{repository}' is not owner/name."));

    private static void CheckUsers(GitHubConnection connection, List<string> faults) =>
        faults.AddRange(connection.Users
            .Where(user => string.IsNullOrWhiteSpace(user.Value.UserId))
            .Select(user => $"{GitHubOptions.Section}:Connections:{connection.Id}: login '{user.Key}' has no UserId."));
}
