namespace OpenClaw.Gateway.Tests.Support;

/// <summary>Real time plus a shift that tests set; timers keep running in real time.</summary>
public sealed class TestClock : TimeProvider
{
    private TimeSpan _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _shift;

    public void Advance(TimeSpan by) => _shift += by;
}
