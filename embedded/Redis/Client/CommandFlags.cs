namespace StackExchange.Redis;

/// <summary>How a command is sent. Only <see cref="None"/> has an effect here: there is one server.</summary>
[Flags]
public enum CommandFlags
{
    /// <summary>Ordinary.</summary>
    None = 0,

    /// <summary>The caller does not wait for the answer.</summary>
    FireAndForget = 2,

    /// <summary>Only a primary may answer.</summary>
    DemandMaster = 4,
}
