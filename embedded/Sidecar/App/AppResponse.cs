namespace OpenClaw.Sidecar.App;

/// <summary>An answer of the app that still holds its concurrency slot.</summary>
internal sealed class AppResponse(HttpResponseMessage message, AppChannel? channel) : IDisposable
{
    private int _disposed;

    public HttpResponseMessage Message { get; } = message;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Message.Dispose();
            channel?.Release();
        }
    }
}
