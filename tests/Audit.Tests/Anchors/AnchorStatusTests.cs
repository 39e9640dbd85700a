using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Events;

namespace OpenClaw.Audit.Tests.Anchors;

public sealed class AnchorStatusTests
{
    [Fact]
    public async Task FailingAnchor_DegradesHealth_SetsTheMetric_AndRaisesOneAlarm_UntilItWorks()
    {
        using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var published = new Published();
        var status = new AnchorStatus(
            new AnchorMetrics(meters.GetRequiredService<IMeterFactory>()),
            new AuditAlarms(published, TimeProvider.System, NullLogger<AuditAlarms>.Instance),
            NullLogger<AnchorStatus>.Instance);
        status.Works("file");

        await status.FailsAsync("s3", "the bucket is gone", CancellationToken.None);
        await status.FailsAsync("s3", "the bucket is still gone", CancellationToken.None);

        Assert.Equal(HealthStatus.Degraded, (await status.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken)).Status);
        Assert.Equal([("file", 0), ("s3", 1)], Failing());
        var alarm = Assert.Single(published.Alarms);
        Assert.Equal((AuditAlarmKind.AnchorFailing, "s3: the bucket is gone"), (alarm.Kind, alarm.Detail));

        status.Works("s3");

        Assert.Equal(HealthStatus.Healthy, (await status.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken)).Status);
        Assert.Equal([("file", 0), ("s3", 0)], Failing());
    }

    private static List<(string Anchor, int Value)> Failing()
    {
        var seen = new List<(string, int)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, subscriber) =>
        {
            if (instrument.Name == "openclaw.audit.anchor.failing")
            {
                subscriber.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => seen.Add(((string)tags[0].Value!, value)));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. seen.Order()];
    }

    private sealed class Published : IEventPublisher
    {
        public List<AuditAlarmRaised> Alarms { get; } = [];

        public Task PublishAsync<TEvent>(string topic, TEvent message, CancellationToken cancellationToken)
            where TEvent : IEvent
        {
            Assert.Equal("audit.alarm", topic);
            Alarms.Add((AuditAlarmRaised)(object)message);
            return Task.CompletedTask;
        }

        public Task BroadcastAsync<TEvent>(string topic, TEvent message, CancellationToken cancellationToken)
            where TEvent : IEvent => throw new NotSupportedException();
    }
}
