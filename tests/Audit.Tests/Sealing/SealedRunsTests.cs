using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Infrastructure;

namespace OpenClaw.Audit.Tests.Sealing;

public sealed class SealedRunsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(256, 0, 256)]
    [InlineData(257, 0, 256, 1)]
    [InlineData(600, 0, 256, 256, 88)]
    [InlineData(130, 1, 60, 60, 10)]
    [InlineData(3, 59.999_999, 2, 1)]
    [InlineData(3, 60, 1, 1, 1)]
    public void Run_EndsWhenItIsFull_AndWithTheMinute(int entries, double secondsApart, params int[] runs)
    {
        var apart = TimeSpan.FromSeconds(secondsApart);
        UnsealedEntry[] sorted = [.. Enumerable.Range(0, entries).Select(number => new UnsealedEntry("acme", Guid.NewGuid(), A.Noon.UtcDateTime + (number * apart), null, [], default))];

        Assert.Equal(runs, SealedRuns.Cut(sorted));
    }
}
