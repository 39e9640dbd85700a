namespace OpenClaw.Sidecar.Conformance.Support;

/// <summary>One sidecar for all tests of a class, started by the first one, so that a missing server skips it.</summary>
public abstract class SidecarFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private SidecarProcess? _sidecar;

    public async Task<SidecarProcess> SidecarAsync()
    {
        await _gate.WaitAsync();
        try
        {
            return _sidecar ??= await SidecarProcess.StartAsync(await SettingsAsync());
        }
        finally
        {
            _gate.Release();
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_sidecar is not null)
        {
            await _sidecar.DisposeAsync();
        }
        _gate.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<SidecarSettings> SettingsAsync();
}
