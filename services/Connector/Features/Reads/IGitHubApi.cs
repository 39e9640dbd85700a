using System.Text.Json;

namespace OpenClaw.Connector.Features.Reads;

/// <summary>GitHub's REST API as far as reads need it. Never throws for what the vendor or the network does.</summary>
internal interface IGitHubApi
{
    /// <param name="path">Path and query below the API's root.</param>
    /// <param name="etag">Asks only for what changed since then.</param>
    Task<GitHubAnswer> GetAsync(string endpoint, string path, string? etag, CancellationToken cancellationToken);
}

/// <summary>How a call ended, in the words of spec/connectors.md 2.</summary>
internal enum GitHubOutcome
{
    Ok,
    NotModified,
    RateLimited,
    Unauthorized,
    Forbidden,
    NotFound,
    Unreachable,
    BadAnswer,
}

/// <summary>One answer; the document is disposed as soon as its items are extracted.</summary>
internal sealed record GitHubAnswer(GitHubOutcome Outcome) : IDisposable
{
    public JsonDocument? Document { get; init; }
    public string? ETag { get; init; }

    /// <summary>Number of the next page, from the Link header.</summary>
    public int? NextPage { get; init; }

    /// <summary>When calling makes sense again; set when limited or when the reserve is reached.</summary>
    public DateTimeOffset? RetryAt { get; init; }
    public int? Remaining { get; init; }

    public void Dispose() => Document?.Dispose();
}
