using OpenClaw.Sidecar.Expressions;
using OpenClaw.Sidecar.Resiliency;

namespace OpenClaw.Sidecar.Tests;

/// <summary>Retry over breaker over timeout, and the breaker's states.</summary>
public sealed class ResiliencyTests
{
    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }

    private static CircuitBreaker Breaker(Clock clock, string trip = "consecutiveFailures >= 3", int maxRequests = 1, int interval = 0) =>
        new(new CircuitBreakerPolicy("b", maxRequests, TimeSpan.FromSeconds(interval), TimeSpan.FromSeconds(30), TripExpression.Compile(trip)), clock);

    private static void Fail(CircuitBreaker breaker) => breaker.Leave(breaker.Enter(), failed: true);

    [Fact]
    public void Breaker_TripsAfterExactlyTheFailuresWritten_AndClosesAgainAfterAGoodTrial()
    {
        var clock = new Clock();
        var breaker = Breaker(clock);
        Fail(breaker);
        Fail(breaker);
        Fail(breaker);

        Assert.Throws<CircuitOpenException>(() => breaker.Enter());
        clock.Advance(TimeSpan.FromSeconds(30));
        var trial = breaker.Enter();
        Assert.Throws<CircuitOpenException>(() => breaker.Enter());
        breaker.Leave(trial, failed: false);
        breaker.Leave(breaker.Enter(), failed: false);
    }

    [Fact]
    public void Breaker_HalfOpenFailure_OpensAgainForTheFullTime()
    {
        var clock = new Clock();
        var breaker = Breaker(clock);
        Fail(breaker);
        Fail(breaker);
        Fail(breaker);
        clock.Advance(TimeSpan.FromSeconds(30));

        Fail(breaker);

        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Throws<CircuitOpenException>(() => breaker.Enter());
    }

    [Fact]
    public void Breaker_ResultsFromBeforeAChange_AreIgnored()
    {
        var clock = new Clock();
        var breaker = Breaker(clock);
        var old = breaker.Enter();
        Fail(breaker);
        Fail(breaker);
        Fail(breaker);
        clock.Advance(TimeSpan.FromSeconds(30));
        var trial = breaker.Enter();

        breaker.Leave(old, failed: true);
        breaker.Leave(trial, failed: false);

        breaker.Leave(breaker.Enter(), failed: false);
    }

    [Fact]
    public void Breaker_CountersAreClearedEachInterval()
    {
        var clock = new Clock();
        var breaker = Breaker(clock, "totalFailures * 100 / requests >= 50 && requests >= 4", interval: 10);
        Fail(breaker);
        Fail(breaker);
        Fail(breaker);
        clock.Advance(TimeSpan.FromSeconds(10));

        Fail(breaker);

        breaker.Leave(breaker.Enter(), failed: false);
    }

    [Theory]
    [InlineData(503, 4)]
    [InlineData(404, 1)]
    [InlineData(null, 4)]
    public async Task Retry_FollowsItsMatchingList(int? code, int attempts)
    {
        var policy = new Policy(RetryPolicy.Constant(TimeSpan.FromMilliseconds(1), 3) with { HttpCodes = [(500, 599)] }, null, null, TimeProvider.System);
        var made = 0;

        await policy.RunAsync(_ => Task.FromResult(++made), _ => new Verdict(true, code), TestContext.Current.CancellationToken);

        Assert.Equal(attempts, made);
    }

    [Fact]
    public async Task Timeout_AppliesToEachAttempt_AndIsRetried()
    {
        var policy = new Policy(RetryPolicy.Constant(TimeSpan.FromMilliseconds(1), 2), null, TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var made = 0;

        await Assert.ThrowsAsync<TimeoutException>(() => policy.RunAsync(
            async token =>
            {
                made++;
                await Task.Delay(Timeout.Infinite, token);
            },
            TestContext.Current.CancellationToken));

        Assert.Equal(3, made);
    }

    [Fact]
    public async Task OpenBreaker_EndsTheRetryLoopAtOnce()
    {
        var breaker = Breaker(new Clock());
        var policy = new Policy(RetryPolicy.Constant(TimeSpan.FromMilliseconds(1), 10), breaker, null, TimeProvider.System);
        var made = 0;

        await Assert.ThrowsAsync<CircuitOpenException>(() => policy.RunAsync(
            _ =>
            {
                made++;
                throw new InvalidOperationException();
            },
            TestContext.Current.CancellationToken));

        Assert.Equal(3, made);
    }

    [Fact]
    public void ExponentialWait_StartsAtHalfASecond_AndIsCapped()
    {
        var retry = new RetryPolicy(Exponential: true, MaxInterval: TimeSpan.FromSeconds(5));

        Assert.InRange(retry.Wait(1).TotalMilliseconds, 250, 750);
        Assert.InRange(retry.Wait(40).TotalMilliseconds, 2500, 5000);
        Assert.False(retry.Allows(1, TimeSpan.FromMinutes(15)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retry_CutOffWhileAnAttemptFails_IsCancelledAndNotFailed(bool throws)
    {
        using var cut = new CancellationTokenSource();
        var policy = new Policy(RetryPolicy.Constant(TimeSpan.FromMilliseconds(1), 3), null, null, TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => policy.RunAsync(
            async _ =>
            {
                await cut.CancelAsync();
                return throws ? throw new HttpRequestException("the app is away") : 503;
            },
            code => new Verdict(true, code),
            cut.Token));
    }
}
