using System.Collections.Concurrent;
using OpenClaw.Connector.Features.Connections;
using OpenClaw.Connector.Features.GitHub;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Features.Reads;

/// <summary>
/// Visibility of repositories: lists of issues do not carry it. Asked again after some minutes, because a repository
/// may turn private; not knowing means internal.
/// </summary>
internal sealed class RepositoryLookup(IGitHubApi api, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, (RepositoryFacts Facts, DateTimeOffset At)> _known = new(StringComparer.OrdinalIgnoreCase);

    public async Task<RepositoryFacts> FindAsync(Connection connection, string repository, CancellationToken cancellationToken)
    {
        var key = $"{connection.Id}|{repository}";
        if (_known.TryGetValue(key, out var known) && time.GetUtcNow() - known.At < Lifetime)
        {
            return known.Facts;
        }

        using var answer = await api.GetAsync(connection.ApiEndpoint, $"repos/{repository}", null, cancellationToken);
        if (RepositoryFacts.Read(answer.Document?.RootElement) is { } facts)
        {
            _known[key] = (facts, time.GetUtcNow());
            return facts;
        }

        return new RepositoryFacts(repository, Classification.Internal);
    }
}
