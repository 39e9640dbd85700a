namespace OpenClaw.Sidecar.PubSub.Redis;

/// <summary>An entry in hand, waiting for a worker.</summary>
internal sealed record StreamEntry(RedisStreamSubscription Owner, string Id, ReceivedMessage Message);
