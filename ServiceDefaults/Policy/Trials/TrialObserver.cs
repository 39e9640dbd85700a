using System.Buffers;
using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Rego;
using OpenClaw.ServiceDefaults.Audit;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>
/// Asks the other side too while a draft is tried: the draft in the shadow, what is in force in a roll-out. It happens after the
/// decision and beside it, at most so many times a second, and whatever goes wrong here changes no decision.
/// </summary>
internal sealed class TrialObserver(
    ITrialReporter reporter, AppIdentity app, IOptions<PolicyOptions> options, TimeProvider time, ILogger<TrialObserver> logger)
    : BackgroundService
{
    /// <summary>Seconds are soon enough for people, and a roll-out that harms should end before many notice.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const string Failed = "error";
    private readonly RegoLimits _limits = new() { Timeout = options.Value.DecisionTimeout };
    private readonly string _reporter = $"{app.Id}/{Guid.NewGuid():N}";
    private readonly ConcurrentDictionary<string, TrialTally> _tallies = new(StringComparer.Ordinal);
    private readonly Channel<Comparison> _waiting = Channel.CreateBounded<Comparison>(256);
    private long _second;
    private int _taken;

    /// <summary>Called with every decision; costs nothing where nothing is tried.</summary>
    public void Observe(LoadedPolicy policy, GovernedAction action, PolicyDecision decision)
    {
        if (policy.Trial is not { } trial || !Guid.TryParse(trial.Id, out var id) || (trial.Kind == PolicyTrial.Rollout && !trial.DecidesFor(action.UserId)))
        {
            return;
        }

        var isShadow = trial.Kind == PolicyTrial.Shadow;
        var isError = decision.PolicyApplied == IPolicyEnforcement.EngineUnavailable;
        var tally = _tallies.GetOrAdd(trial.Id, _ => new TrialTally(action.TenantId, id, _reporter));
        tally.Count(isError && !isShadow);
        if (MayCompare())
        {
            // The facts belong to the caller, who may change them as soon as the decision is out.
            var input = new ArrayBufferWriter<byte>(512);
            PolicyInput.Write(input, action, isShadow ? PolicyTrial.Candidate : PolicyTrial.Active);
            _waiting.Writer.TryWrite(new Comparison(policy, tally, isShadow, input.WrittenMemory, action with { Additional = null }, decision, time.GetUtcNow()));
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(CompareAsync(stoppingToken), ReportAsync(stoppingToken));

    private bool MayCompare()
    {
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        if (Interlocked.Exchange(ref _second, second) != second)
        {
            Volatile.Write(ref _taken, 0);
        }

        return Interlocked.Increment(ref _taken) <= options.Value.ComparisonsPerSecond;
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        await foreach (var comparison in _waiting.Reader.ReadAllAsync(cancellationToken))
        {
            var (word, reason) = Ask(comparison);
            var decided = WordOf(comparison.Decision);
            var example = new TrialExample(
                comparison.At,
                comparison.Action.UserId,
                comparison.Action.Action,
                comparison.Action.DataClassification ?? Classification.Restricted,
                comparison.IsShadow ? $"{decided}>{word}" : $"{word}>{decided}",
                comparison.IsShadow ? comparison.Decision.Reason : reason,
                comparison.IsShadow ? reason : comparison.Decision.Reason);
            comparison.Tally.Compare(example, comparison.IsShadow && word == Failed);
        }
    }

    private (string Word, string Reason) Ask(Comparison comparison)
    {
        try
        {
            var result = comparison.Policy.Query.Evaluate(comparison.Input.Span, _limits);
            return result.IsDefined && PolicyVerdict.Read(result.ToJson(), comparison.Policy.Version) is { } verdict
                ? (WordOf(verdict), verdict.Reason)
                : (Failed, "The rules gave no answer that is understood.");
        }
        catch (RegoException exception)
        {
            return (Failed, exception.Message);
        }
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, time, cancellationToken);
            foreach (var tally in _tallies.Values)
            {
                await ReportAsync(tally, cancellationToken);
            }
        }
    }

    private async Task ReportAsync(TrialTally tally, CancellationToken cancellationToken)
    {
        if (tally.Report() is not { } report)
        {
            return;
        }

        try
        {
            using var timeout = new CancellationTokenSource(options.Value.FetchTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            if (await reporter.ReportAsync(report, either.Token))
            {
                tally.Reported(report);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            logger.TrialsNotReported("the policy service did not answer in time");
        }
    }

    private static string WordOf(PolicyDecision decision) => decision switch
    {
        { PolicyApplied: IPolicyEnforcement.EngineUnavailable } => Failed,
        { Result: PolicyResult.Allow } => "allow",
        { Result: PolicyResult.RequireApproval } => "require_approval",
        _ => "deny",
    };

    private sealed record Comparison(
        LoadedPolicy Policy, TrialTally Tally, bool IsShadow, ReadOnlyMemory<byte> Input, GovernedAction Action, PolicyDecision Decision, DateTimeOffset At);
}
