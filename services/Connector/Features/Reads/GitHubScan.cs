using Microsoft.Extensions.Options;
using OpenClaw.Connector.Options;

namespace OpenClaw.Connector.Features.Reads;

/// <summary>
/// Walks the repositories of a connection, one call at a time as the vendor asks, until all pages are read, the page cap
/// is reached or the vendor says stop. What was read by then is kept.
/// </summary>
internal sealed class GitHubScan(GitHubPageReader pages, RateGate gate, IOptions<GitHubOptions> options, ILogger<GitHubScan> logger)
{
    public async Task<ReadHarvest> RunAsync(ReadOrder order, CancellationToken cancellationToken)
    {
        var run = new ScanRun(order, options.Value);
        while (run.Current is { } step)
        {
            if (gate.IsClosed(order.Connection.Id))
            {
                return Stop(run, order, "api_rate_limited");
            }

            if (!run.TryTakePage())
            {
                return run.Pause();
            }

            var page = await pages.ReadAsync(order, step.Track, step.Page, run.Reviews, cancellationToken);
            Note(order, page.Answer);
            if (IsFinal(page.Answer.Outcome, out var errorCode))
            {
                logger.ScanStopped(order.Operation, order.Connection.Id, errorCode);
                return Stop(run, order, errorCode);
            }

            run.Take(page);
        }

        return run.Finish();
    }

    /// <summary>While the vendor is away, the last known items fill the gap; a vendor that refuses us shows nothing more.</summary>
    private ReadHarvest Stop(ScanRun run, ReadOrder order, string errorCode) =>
        run.Stop(errorCode, errorCode is "api_rate_limited" or "api_unreachable" ? order.Tracks.SelectMany(track => pages.Remembered(order, track)) : []);

    private void Note(ReadOrder order, GitHubAnswer answer)
    {
        var isSpent = answer.Remaining < options.Value.RateReserve || answer.Outcome == GitHubOutcome.RateLimited;
        if (isSpent && answer.RetryAt is { } until)
        {
            gate.Close(order.Connection.Id, until);
            logger.RateReserveReached(order.Connection.Id, until);
        }
    }

    /// <summary>A repository that is gone or closed to us does not end the scan; a vendor that refuses us does.</summary>
    private static bool IsFinal(GitHubOutcome outcome, out string errorCode)
    {
        errorCode = outcome switch
        {
            GitHubOutcome.RateLimited => "api_rate_limited",
            GitHubOutcome.Unauthorized => "oauth_token_revoked",
            GitHubOutcome.Unreachable => "api_unreachable",
            GitHubOutcome.BadAnswer => "schema_changed",
            _ => "",
        };
        return errorCode.Length > 0;
    }
}
