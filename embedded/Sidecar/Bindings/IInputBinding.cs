namespace OpenClaw.Sidecar.Bindings;

internal interface IInputBinding
{
    /// <summary>Delivers events until disposed. The handler throws when the app did not take the event.</summary>
    Task<IAsyncDisposable> StartAsync(Func<BindingEvent, CancellationToken, Task> handler, CancellationToken cancellationToken);
}
