namespace Dapr.Actors.Wire;

/// <summary>Header names between proxies, sidecars and actor hosts.</summary>
internal static class ActorHeaders
{
    /// <summary>Marks a typed call.</summary>
    public const string Request = "X-DaprRequestHeader";

    /// <summary>Marks an answer that carries what the actor threw.</summary>
    public const string Error = "X-DaprErrorResponseHeader";

    /// <summary>Joins the calls of one chain.</summary>
    public const string Reentrancy = "Dapr-Reentrancy-Id";

    /// <summary>When a state value ends.</summary>
    public const string TtlExpireTime = "metadata.ttlExpireTime";
}
