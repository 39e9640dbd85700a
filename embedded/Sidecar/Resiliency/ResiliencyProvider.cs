using System.Collections.Concurrent;

namespace OpenClaw.Sidecar.Resiliency;

/// <summary>Finds the policy of a target: what is written for it, else the defaults by name, else the built-in ones.</summary>
internal sealed class ResiliencyProvider(ResiliencySpec spec, TimeProvider clock)
{
    public const string ServiceRetries = "DaprBuiltInServiceRetries";
    public const string InitializationRetries = "DaprBuiltInInitializationRetries";
    public const string ActorRetries = "DaprBuiltInActorRetries";
    public const string ActorNotFoundRetries = "DaprBuiltInActorNotFoundRetries";

    /// <summary>Most breakers kept for one application target; one per method path.</summary>
    private const int BreakerCapacity = 5000;

    private readonly ConcurrentDictionary<(string Direction, string Target), PolicyMeter> _meters = new();
    private readonly ConcurrentDictionary<string, CircuitBreaker> _breakers = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => spec.Names;

    /// <summary>Invocation of an app or HTTPEndpoint. Listed targets use only what is written for them.</summary>
    public Policy App(string appId, string method) => spec.Apps.TryGetValue(appId, out var target)
        ? Build(target, $"app/{appId}/{method}")
        : Build(Defaults("App"), $"app/{appId}/{method}");

    public bool IsAppListed(string appId) => spec.Apps.ContainsKey(appId);

    /// <summary>Connection-level retries between sidecars for apps that are not listed.</summary>
    public RetryPolicy BuiltInService => BuiltIn(ServiceRetries, RetryPolicy.Constant(TimeSpan.FromSeconds(1), 3));

    public RetryPolicy BuiltInInitialization => BuiltIn(InitializationRetries,
        new RetryPolicy(Exponential: true, MaxInterval: TimeSpan.FromSeconds(10), MaxRetries: 3));

    /// <summary>Between sidecars for actor types that are not listed.</summary>
    public RetryPolicy BuiltInActor => BuiltIn(ActorRetries, RetryPolicy.Constant(TimeSpan.FromSeconds(1), 3));

    /// <summary>While an actor type has no host; cannot be overridden.</summary>
    public static RetryPolicy BuiltInActorNotFound { get; } = RetryPolicy.Constant(TimeSpan.FromSeconds(1), 5);

    public bool IsActorListed(string actorType) => spec.Actors.ContainsKey(actorType);

    /// <summary>Retry and breaker work outside the actor lock, the timeout inside.</summary>
    public Policy Actor(string actorType, string actorId)
    {
        var target = spec.Actors.TryGetValue(actorType, out var listed) ? listed : Defaults("Actor");
        return Build(target, target.BreakerScope == "type" ? $"actor/{actorType}" : $"actor/{actorType}/{actorId}");
    }

    public Policy Inbound(string component, string type) => Component(component, type, inbound: true);

    public Policy Outbound(string component, string type) => Component(component, type, inbound: false);

    private Policy Component(string component, string type, bool inbound)
    {
        if (spec.Components.TryGetValue(component, out var pair))
        {
            return (inbound ? pair.Inbound : pair.Outbound) is { } target ? Build(target, $"component/{component}", inbound ? "inbound" : "outbound") : Policy.None;
        }
        var direction = inbound ? "Inbound" : "Outbound";
        return Build(Defaults($"{type}Component{direction} Component{direction} Component"), $"component/{component}", direction);
    }

    /// <summary>Names are looked up on every call; what they give never changes.</summary>
    private readonly ConcurrentDictionary<string, TargetSpec> _defaults = new(StringComparer.Ordinal);

    private TargetSpec Defaults(string kind) => _defaults.TryGetValue(kind, out var known) ? known : _defaults[kind] = Read(kind.Split(' '));

    private TargetSpec Read(params ReadOnlySpan<string> kinds) => new(
        First(spec.Timeouts.Keys, "TimeoutPolicy", kinds),
        First(spec.Retries.Keys, "RetryPolicy", kinds),
        First(spec.Breakers.Keys, "CircuitBreakerPolicy", kinds),
        null);

    private static string? First(IEnumerable<string> names, string ending, ReadOnlySpan<string> kinds)
    {
        foreach (var kind in (ReadOnlySpan<string>)[.. kinds, ""])
        {
            var wanted = $"Default{kind}{ending}";
            if (names.Contains(wanted))
            {
                return wanted;
            }
        }
        return null;
    }

    private Policy Build(TargetSpec target, string breakerKey, string direction = "outbound")
    {
        if (target.IsEmpty)
        {
            return Policy.None;
        }
        CircuitBreaker? breaker = null;
        if (target.Breaker is not null)
        {
            if (_breakers.Count > BreakerCapacity)
            {
                // A method path with ids in it must not grow the table for ever; forgetting counters is harmless.
                _breakers.Clear();
            }
            breaker = _breakers.GetOrAdd($"{target.Breaker}/{breakerKey}", _ => new CircuitBreaker(spec.Breakers[target.Breaker], clock));
        }
        return new Policy(
            target.Retry is null ? null : spec.Retries[target.Retry],
            breaker,
            target.Timeout is null ? null : spec.Timeouts[target.Timeout],
            clock,
            _meters.GetOrAdd((direction, Target(breakerKey)), static key => new PolicyMeter(key.Direction.ToLowerInvariant(), key.Target)));
    }

    /// <summary><c>app_orders</c>, <c>actor_Account</c>, <c>statestore</c>: without paths and ids, which never end.</summary>
    private static string Target(string breakerKey) => breakerKey.Split('/') is [var kind, var name, ..] ? kind == "component" ? name : $"{kind}_{name}" : breakerKey;

    private RetryPolicy BuiltIn(string name, RetryPolicy fallback) => spec.Retries.TryGetValue(name, out var own)
        ? own with { MaxRetries = own.MaxRetries is >= 0 and < 3 ? 3 : own.MaxRetries }
        : fallback;
}
