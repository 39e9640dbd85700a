using Dapr.Actors;
using Dapr.Actors.Runtime;

namespace OpenClaw.Dapr.Tests.Actors;

/// <summary>The actor of the tests.</summary>
public interface ICounterActor : IActor
{
    Task<int> AddAsync(int by, string note, CancellationToken cancellationToken = default);

    Task<int> ReadAsync();

    Task<string> WhereAsync();

    Task HoldAsync(int milliseconds);

    Task FailAsync(string reason);

    Task RemindAsync(string name, int periodMilliseconds);

    Task ForgetAsync(string name);

    Task TickAsync(int periodMilliseconds);

    Task StopTickingAsync();

    Task<int> ThroughAsync(string otherActor, int depth);
}

/// <summary>Which replica an actor object belongs to.</summary>
public sealed record ReplicaName(string Value);

[Actor(TypeName = "Counter")]
public sealed class CounterActor(ActorHost host, ReplicaName replica, Ledger ledger) : Actor(host), ICounterActor, IRemindable
{
    private const string Count = "count";

    public async Task<int> AddAsync(int by, string note, CancellationToken cancellationToken = default)
    {
        using var turn = ledger.Turn(Id.GetId());
        var before = await StateManager.TryGetStateAsync<int>(Count, cancellationToken);
        await Task.Yield();
        await StateManager.SetStateAsync(Count, before.Value + by, cancellationToken);
        ledger.Write(Id.GetId(), $"add {note}", replica.Value);
        return before.Value + by;
    }

    public async Task<int> ReadAsync() => (await StateManager.TryGetStateAsync<int>(Count)).Value;

    public Task<string> WhereAsync() => Task.FromResult(replica.Value);

    public async Task HoldAsync(int milliseconds)
    {
        using var turn = ledger.Turn(Id.GetId());
        ledger.Write(Id.GetId(), "holding", replica.Value);
        await Task.Delay(milliseconds);
        ledger.Write(Id.GetId(), "held", replica.Value);
    }

    public async Task FailAsync(string reason)
    {
        await StateManager.SetStateAsync(Count, 999);
        throw new InvalidTimeZoneException(reason);
    }

    public Task RemindAsync(string name, int periodMilliseconds) => RegisterReminderAsync(
        name, "data"u8.ToArray(), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(periodMilliseconds));

    public Task ForgetAsync(string name) => UnregisterReminderAsync(name);

    public Task TickAsync(int periodMilliseconds) => RegisterTimerAsync(
        "tick", nameof(OnTick), "ping"u8.ToArray(), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(periodMilliseconds));

    public Task StopTickingAsync() => UnregisterTimerAsync("tick");

    public async Task<int> ThroughAsync(string otherActor, int depth)
    {
        var other = ProxyFactory.CreateActorProxy<ICounterActor>(new ActorId(otherActor), "Counter");
        return depth == 0 ? 0 : 1 + await other.ThroughAsync(Id.GetId(), depth - 1);
    }

    public Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period)
    {
        ledger.Write(Id.GetId(), $"reminder {reminderName} {System.Text.Encoding.UTF8.GetString(state)}", replica.Value);
        return Task.CompletedTask;
    }

    protected override Task OnActivateAsync()
    {
        ledger.Write(Id.GetId(), "activated", replica.Value);
        return Task.CompletedTask;
    }

    protected override Task OnDeactivateAsync()
    {
        ledger.Write(Id.GetId(), "deactivated", replica.Value);
        return Task.CompletedTask;
    }

    private Task OnTick(byte[] data)
    {
        ledger.Write(Id.GetId(), $"tick {System.Text.Encoding.UTF8.GetString(data)}", replica.Value);
        return Task.CompletedTask;
    }
}
