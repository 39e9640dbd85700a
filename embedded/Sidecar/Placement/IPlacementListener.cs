namespace OpenClaw.Sidecar.Placement;

/// <summary>Told about each step of a table change; the step is acknowledged when the returned task ends.</summary>
internal interface IPlacementListener
{
    /// <summary>Start no new turn until <see cref="UnlockAsync"/> or <see cref="LostAsync"/>.</summary>
    Task LockAsync(CancellationToken cancellationToken);

    /// <summary>Finish and deactivate what no longer belongs here. Nobody else owns it before this ends.</summary>
    Task UpdateAsync(PlacementTable table, CancellationToken cancellationToken);

    Task UnlockAsync(CancellationToken cancellationToken);

    /// <summary>The stream has been gone for so long that others may soon own what is active here: deactivate all.</summary>
    Task LostAsync(CancellationToken cancellationToken);
}
