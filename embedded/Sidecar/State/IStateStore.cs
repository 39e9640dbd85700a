namespace OpenClaw.Sidecar.State;

/// <summary>A state component. Keys are physical (prefix included); values are JSON bytes.</summary>
internal interface IStateStore : IAsyncDisposable
{
    IReadOnlyList<string> Capabilities { get; }

    ValueTask<StateEntry?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Found keys first, in any order; absent keys are left out.</summary>
    Task<IReadOnlyList<StateEntry>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    Task SetAsync(StateSet request, CancellationToken cancellationToken);

    Task DeleteAsync(StateDelete request, CancellationToken cancellationToken);

    /// <summary>All or nothing where the store can; see the store.</summary>
    Task TransactAsync(IReadOnlyList<IStateChange> changes, CancellationToken cancellationToken);
}
