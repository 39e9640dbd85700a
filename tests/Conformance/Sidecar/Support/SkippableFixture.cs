namespace OpenClaw.Sidecar.Conformance.Support;

/// <summary>
/// The runner counts a fixture that skips as a failure of all its tests. This one keeps the reason, and each test that
/// asks it for something is skipped with it.
/// </summary>
public abstract class SkippableFixture : IAsyncLifetime
{
    private const string SkipMark = "$XunitDynamicSkip$";
    private Exception? _skipped;

    public async ValueTask InitializeAsync()
    {
        try
        {
            await StartAsync();
        }
        catch (Exception error) when (error.Message.StartsWith(SkipMark, StringComparison.Ordinal))
        {
            _skipped = error;
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var part in Parts)
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>What was started, in the order of its end; null where it never came to that.</summary>
    protected virtual IEnumerable<IAsyncDisposable?> Parts => [];

    protected abstract Task StartAsync();

    /// <summary>A part of the fixture for a test, unless there is a reason to skip.</summary>
    protected T Started<T>(T part) => _skipped is null ? part : throw _skipped;
}
