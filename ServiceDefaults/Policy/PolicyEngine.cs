using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Rego;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>
/// The bundles in force, one per tenant. All switch at once, and a decision takes one snapshot and uses nothing else, so none
/// sees two versions.
/// </summary>
internal sealed class PolicyEngine(RuleCompiler compiler, IOptions<PolicyOptions> options, TimeProvider time, ILogger<PolicyEngine> logger)
{
    private static readonly GovernedAction Trial = new("policy_trial", "policy-trial", "policy-trial", Classification.Public);

    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _startedAt = time.GetTimestamp();
    private readonly List<PastCatalogue> _past = [];
    private volatile PolicySet? _current;
    private long _confirmedAt;

    public PolicySet? Current => _current;

    /// <summary>Time since the policy service last said which bundles are the newest.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _confirmedAt));

    /// <summary>Whether this process may decide for anybody.</summary>
    public bool IsTrusted => _current is not null && Age <= options.Value.MaxAge;

    /// <summary>What governs this tenant, and whether it may still be trusted.</summary>
    public PolicyInForce Find(string tenantId)
    {
        if (_current is not { } set || set.Find(tenantId) is not { } held)
        {
            return default;
        }

        var age = held.StaleSince is { } since ? time.GetElapsedTime(since) : Age;
        return new PolicyInForce(held.Policy, age, held.Policy is not null && age <= options.Value.MaxAge);
    }

    /// <summary>The policy to decide with; null when there is none or it is too old to trust.</summary>
    public LoadedPolicy? Trusted(string tenantId) => Find(tenantId) is { IsTrusted: true, Policy: var policy } ? policy : null;

    /// <summary>When what governs was last put in force.</summary>
    public DateTimeOffset SwitchedAt { get; private set; }

    /// <summary>Compiles a bundle and tries it; null when it does not compile.</summary>
    public LoadedPolicy? Compile(string tenantId, PolicyBundle bundle)
    {
        try
        {
            var policy = new LoadedPolicy(bundle.Version, compiler.Compile(bundle)) { Trial = PolicyTrial.Find(bundle.Data, tenantId) };
            WarmUp(policy);
            return policy;
        }
        catch (RegoException exception)
        {
            logger.BundleRefused(tenantId, bundle.Version, exception.Message);
            return null;
        }
    }

    /// <summary>From now on these govern; known to be the newest since <paramref name="age"/>.</summary>
    public void Switch(PolicySet next, TimeSpan age = default)
    {
        Remember(next);
        Volatile.Write(ref _confirmedAt, time.GetTimestamp() - (long)(age.TotalSeconds * time.TimestampFrequency));
        _current = next;
        SwitchedAt = time.GetUtcNow();
        _first.TrySetResult();
    }

    /// <summary>The catalogue that named this revision as the bundle of all tenants, and how long ago it last did; null when none did lately.</summary>
    public (PolicyCatalogue Catalogue, TimeSpan Age)? FindRevision(string revision)
    {
        if (_current is { Catalogue: var current } && current.Whole == revision)
        {
            return (current, Age);
        }

        lock (_past)
        {
            return _past.FindLast(past => past.Catalogue.Whole == revision) is { } known ? (known.Catalogue, time.GetElapsedTime(known.ConfirmedAt)) : null;
        }
    }

    /// <summary>When a bundle stopped being known as the newest, if it is refused or cannot be fetched now.</summary>
    public long ConfirmedAt => Volatile.Read(ref _confirmedAt);

    /// <summary>
    /// Holds a decision back while the process has just started and its first bundle is on the way: a restart would else
    /// refuse, and record as refused, what a moment later is allowed.
    /// </summary>
    public ValueTask AwaitFirstBundleAsync(CancellationToken cancellationToken)
    {
        if (_current is not null)
        {
            return default;
        }

        var patience = options.Value.StartPatience - time.GetElapsedTime(_startedAt);
        return patience <= TimeSpan.Zero ? default : new ValueTask(WaitAsync(patience, cancellationToken));
    }

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

    private void Remember(PolicySet next)
    {
        lock (_past)
        {
            _past.RemoveAll(past => time.GetElapsedTime(past.ConfirmedAt) > options.Value.MaxAge);
            if (_current is { Catalogue: var before } && before.Whole != next.Catalogue.Whole)
            {
                _past.Add(new PastCatalogue(before, ConfirmedAt));
            }
        }
    }

    private async Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        await Task.WhenAny(_first.Task, Task.Delay(patience, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }
}

/// <summary>What was in force a moment ago, and until when.</summary>
internal sealed record PastCatalogue(PolicyCatalogue Catalogue, long ConfirmedAt);

/// <summary>A compiled bundle.</summary>
internal sealed record LoadedPolicy(string Version, RegoQuery Query)
{
    /// <summary>The draft that is tried in the tenant, if any.</summary>
    public PolicyTrial? Trial { get; init; }
}
