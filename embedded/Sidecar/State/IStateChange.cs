namespace OpenClaw.Sidecar.State;

/// <summary>One operation of a transaction: <see cref="StateSet"/> or <see cref="StateDelete"/>.</summary>
internal interface IStateChange
{
    string Key { get; }
}
