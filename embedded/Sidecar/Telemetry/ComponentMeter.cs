using System.Diagnostics;
using OpenClaw.Sidecar.PubSub;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary>Counts an operation of a component and how long it took.</summary>
internal static class ComponentMeter
{
    public static async Task<T> MeasureAsync<T>(MetricFamily count, MetricFamily latency, string component, string operation, Func<Task<T>> action)
    {
        var started = Stopwatch.GetTimestamp();
        var succeeded = false;
        try
        {
            var result = await action();
            succeeded = true;
            return result;
        }
        finally
        {
            var labels = new MetricLabels(component, operation, SidecarMetrics.Text(succeeded));
            count.Add(1, labels);
            latency.Observe(Stopwatch.GetElapsedTime(started).TotalMilliseconds, labels);
        }
    }

    public static Task MeasureAsync(MetricFamily count, MetricFamily latency, string component, string operation, Func<Task> action) =>
        MeasureAsync(count, latency, component, operation, async () =>
        {
            await action();
            return true;
        });

    public static async Task EgressAsync(string component, string topic, Func<Task> publish)
    {
        var started = Stopwatch.GetTimestamp();
        var succeeded = false;
        try
        {
            await publish();
            succeeded = true;
        }
        finally
        {
            var labels = new MetricLabels(component, SidecarMetrics.Text(succeeded), topic);
            SidecarMetrics.Egress.Add(1, labels);
            SidecarMetrics.EgressLatency.Observe(Stopwatch.GetElapsedTime(started).TotalMilliseconds, labels);
        }
    }

    public static void Ingress(string component, string topic, Delivery delivery, TimeSpan elapsed)
    {
        var outcome = delivery switch { Delivery.Success => "success", Delivery.Drop => "drop", _ => "retry" };
        var labels = new MetricLabels(component, outcome, topic, outcome);
        SidecarMetrics.Ingress.Add(1, labels);
        SidecarMetrics.IngressLatency.Observe(elapsed.TotalMilliseconds, labels);
    }
}
