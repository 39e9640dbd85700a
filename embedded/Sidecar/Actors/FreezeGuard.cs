namespace OpenClaw.Sidecar.Actors;

/// <summary>
/// Notices that this process stood still (SIGSTOP, a suspended machine): others dropped it meanwhile, yet its own
/// table still says otherwise. A thread of its own beats the time, so that a busy thread pool does not look like that.
/// </summary>
internal sealed class FreezeGuard(TimeProvider clock, TimeSpan limit, Action thawed) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);
    private readonly ManualResetEventSlim _ended = new();
    private long _last = clock.GetTimestamp();
    private Thread? _thread;

    /// <summary>True from the moment the process goes on until <c>thawed</c> has run.</summary>
    public bool IsFrozen => clock.GetElapsedTime(Interlocked.Read(ref _last)) > limit;

    public void Start()
    {
        Interlocked.Exchange(ref _last, clock.GetTimestamp());
        _thread = new Thread(Watch) { IsBackground = true, Name = "freeze-guard", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    public void Dispose()
    {
        _ended.Set();
        _thread?.Join();
        _ended.Dispose();
    }

    private void Watch()
    {
        while (!_ended.Wait(Beat))
        {
            if (IsFrozen)
            {
                thawed();
            }
            Interlocked.Exchange(ref _last, clock.GetTimestamp());
        }
    }
}
