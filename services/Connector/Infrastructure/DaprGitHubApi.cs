using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Dapr.Client;
using Microsoft.Extensions.Options;
using OpenClaw.Connector.Features.Reads;
using OpenClaw.Connector.Options;

namespace OpenClaw.Connector.Infrastructure;

/// <summary>
/// GitHub through the sidecar: service invocation of an HTTPEndpoint, which holds address and token. Retries and the
/// breaker are the sidecar's (components/resiliency.yaml).
/// </summary>
internal sealed class DaprGitHubApi(DaprClient dapr, TimeProvider time, IOptions<GitHubOptions> options, ILogger<DaprGitHubApi> logger)
    : IGitHubApi, IDisposable
{
    private readonly ConcurrentDictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);

    public async Task<GitHubAnswer> GetAsync(string endpoint, string path, string? etag, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Value.CallTimeout);
        try
        {
            using var request = RequestFor(path, etag);
            using var response = await _clients.GetOrAdd(endpoint, dapr.CreateInvokableHttpClient)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return await ReadAsync(response, deadline.Token);
        }
        catch (JsonException)
        {
            logger.CallFailed(endpoint, "the answer is not JSON");
            return new GitHubAnswer(GitHubOutcome.BadAnswer);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            logger.CallFailed(endpoint, exception.Message);
            return new GitHubAnswer(GitHubOutcome.Unreachable);
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static HttpRequestMessage RequestFor(string path, string? etag)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("openclaw-connector", "1.0"));
        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        }

        return request;
    }

    private async Task<GitHubAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var outcome = OutcomeOf(response);
        var isSuccess = outcome == GitHubOutcome.Ok;
        return new GitHubAnswer(outcome)
        {
            Document = isSuccess ? await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), default, cancellationToken) : null,
            ETag = Header(response, "ETag"),
            NextPage = LinkHeader.NextPage(Header(response, "Link")),
            Remaining = int.TryParse(Header(response, "x-ratelimit-remaining"), out var remaining) ? remaining : null,
            RetryAt = RetryAt(response),
        };
    }

    private static GitHubOutcome OutcomeOf(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.NotModified => GitHubOutcome.NotModified,
        HttpStatusCode.Unauthorized => GitHubOutcome.Unauthorized,
        HttpStatusCode.TooManyRequests => GitHubOutcome.RateLimited,
        HttpStatusCode.Forbidden when Header(response, "x-ratelimit-remaining") == "0" || response.Headers.RetryAfter is not null =>
            GitHubOutcome.RateLimited,
        HttpStatusCode.Forbidden => GitHubOutcome.Forbidden,
        HttpStatusCode.NotFound or HttpStatusCode.Gone => GitHubOutcome.NotFound,
        >= HttpStatusCode.InternalServerError => GitHubOutcome.Unreachable,
        >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => GitHubOutcome.Ok,
        _ => GitHubOutcome.BadAnswer,
    };

    /// <summary>Retry-After, else the window's reset, else a minute: the vendor's own advice in its order.</summary>
    private DateTimeOffset RetryAt(HttpResponseMessage response)
    {
        var now = time.GetUtcNow();
        if (response.Headers.RetryAfter is { } advice)
        {
            return advice.Date ?? now + (advice.Delta ?? TimeSpan.FromMinutes(1));
        }

        return long.TryParse(Header(response, "x-ratelimit-reset"), out var seconds) && seconds is > 0 and < 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : now + TimeSpan.FromMinutes(1);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
