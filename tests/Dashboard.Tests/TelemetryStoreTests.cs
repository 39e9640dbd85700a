using OpenClaw.Dashboard.Telemetry;

namespace OpenClaw.Dashboard.Tests;

public sealed class TelemetryStoreTests
{
    [Fact]
    public void Add_BeyondTheTraceLimit_ForgetsTheOldest()
    {
        var store = new TelemetryStore(new TelemetryLimits { Traces = 2 });

        store.Add([Span("a"), Span("b"), Span("c")]);

        Assert.Empty(store.Trace("a"));
        Assert.Single(store.Trace("c"));
    }

    [Fact]
    public void Logs_OfAChattyService_DoNotPushOutTheOthers()
    {
        var store = new TelemetryStore(new TelemetryLimits { LogsPerService = 3 });

        store.Add([Log("quiet", "kept")]);
        store.Add(Enumerable.Range(0, 100).Select(number => Log("chatty", $"line {number}")));

        Assert.Equal("kept", Assert.Single(store.Logs("quiet", null, null, 0, 0, 100)).Message);
        Assert.Equal(["line 97", "line 98", "line 99"], store.Logs("chatty", null, null, 0, 0, 100).Select(entry => entry.Message));
    }

    [Fact]
    public void Traces_WhoseRootHasNotArrived_AreStillListed()
    {
        var store = new TelemetryStore(new TelemetryLimits());

        store.Add([Span("a") with { ParentId = "unknown" }]);

        Assert.Equal("a", Assert.Single(store.Traces(null, null, errorsOnly: false, 10)).TraceId);
    }

    private static SpanRecord Span(string trace) =>
        new(trace, Guid.NewGuid().ToString("N")[..16], null, "name", SpanKind.Server, 1, 2, false, null, "scope", new("service", "one"), [], []);

    private static LogEntry Log(string service, string message) =>
        new(0, 1, 9, "Information", message, "category", null, null, new(service, "one"), []);
}
