using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Rego;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>The bundle in force. A decision takes one snapshot and uses nothing else, so none sees two versions.</summary>
internal sealed class PolicyEngine(IOptions<PolicyOptions> options, TimeProvider time, ILogger<PolicyEngine> logger)
{
    private static readonly GovernedAction Trial = new("policy_trial", "policy-trial", "policy-trial", Classification.Public);

    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _startedAt = time.GetTimestamp();
    private volatile LoadedPolicy? _current;
    private long _confirmedAt;

    public string? Version => _current?.Version;

    /// <summary>Time since the policy service last said that this is the current bundle.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _confirmedAt));

    /// <summary>The policy to decide with; null when there is none or it is too old to trust.</summary>
    public LoadedPolicy? Trusted => _current is { } policy && Age <= options.Value.MaxAge ? policy : null;

    /// <summary>Compiles and switches; a bundle that is not intact or does not compile changes nothing.</summary>
    public bool TryLoad(PolicyBundle bundle)
    {
        try
        {
            if (!bundle.IsIntact)
            {
                logger.BundleRefused(bundle.Version, "its content is not what its version says");
                return false;
            }

            var next = LoadedPolicy.Compile(bundle);
            WarmUp(next);
            _current = next;
            Confirm();
            _first.TrySetResult();
            logger.BundleLoaded(bundle.Version);
            return true;
        }
        catch (RegoException exception)
        {
            logger.BundleRefused(bundle.Version, exception.Message);
            return false;
        }
    }

    /// <summary>
    /// Holds a decision back while the process has just started and its first bundle is on the way: a restart would else
    /// refuse, and record as refused, what a moment later is allowed.
    /// </summary>
    public ValueTask AwaitFirstBundleAsync(CancellationToken cancellationToken)
    {
        var patience = options.Value.StartPatience - time.GetElapsedTime(_startedAt);
        return _current is not null || patience <= TimeSpan.Zero ? default : new ValueTask(WaitAsync(patience, cancellationToken));
    }

    public void Confirm() => Volatile.Write(ref _confirmedAt, time.GetTimestamp());

    /// <summary>
    /// One decision that counts for nothing. The first in a process also compiles the engine's code, which on a busy machine
    /// can take longer than a decision may.
    /// </summary>
    private void WarmUp(LoadedPolicy policy)
    {
        var input = new ArrayBufferWriter<byte>(512);
        PolicyInput.Write(input, Trial);
        try
        {
            policy.Query.Evaluate(input.WrittenSpan);
        }
        catch (RegoException exception)
        {
            // Not for this method to judge: every real action gets its own answer from these rules, or its denial.
            logger.TrialFailed(policy.Version, exception.Message);
        }
    }

    private async Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        await Task.WhenAny(_first.Task, Task.Delay(patience, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }
}

/// <summary>A compiled bundle.</summary>
internal sealed record LoadedPolicy(string Version, RegoQuery Query)
{
    /// <exception cref="RegoException">The rules do not compile.</exception>
    public static LoadedPolicy Compile(PolicyBundle bundle) => new(
        bundle.Version,
        CompiledPolicy.Compile(bundle.Modules.Select(module => new RegoModule(module.Path, module.Source)), bundle.Data)
            .Prepare(PolicyBundle.EntryPoint));
}
