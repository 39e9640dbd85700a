namespace Dapr.Actors;

/// <summary>Marks the interface that callers see of an actor.</summary>
#pragma warning disable CA1040 // The marker is the SDK's own.
public interface IActor
{
}
#pragma warning restore CA1040
