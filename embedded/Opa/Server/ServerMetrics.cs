using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace OpenClaw.Opa.Server;

/// <summary>Request durations by handler, method and status, as Prometheus text.</summary>
internal sealed class ServerMetrics
{
    private static readonly double[] Bounds = [1e-6, 5e-6, 1e-5, 5e-5, 1e-4, 5e-4, 1e-3, 1e-2, 1e-1, 1];
    private readonly ConcurrentDictionary<(string Handler, string Method, int Code), Series> _series = new();

    private sealed class Series
    {
        public long[] Buckets { get; } = new long[Bounds.Length + 1];

        public double Sum { get; set; }
    }

    public void Record(string handler, string method, int code, TimeSpan duration)
    {
        var series = _series.GetOrAdd((handler, method, code), _ => new Series());
        lock (series)
        {
            var bucket = Array.FindIndex(Bounds, bound => duration.TotalSeconds <= bound);
            series.Buckets[bucket < 0 ? Bounds.Length : bucket]++;
            series.Sum += duration.TotalSeconds;
        }
    }

    public string Prometheus()
    {
        var text = new StringBuilder("# HELP http_request_duration_seconds A histogram of duration for requests.\n# TYPE http_request_duration_seconds histogram\n");
        foreach (var ((handler, method, code), series) in _series)
        {
            lock (series)
            {
                var labels = string.Create(CultureInfo.InvariantCulture, $"code=\"{code}\",handler=\"{handler}\",method=\"{method}\"");
                var total = 0L;
                for (var i = 0; i <= Bounds.Length; i++)
                {
                    total += series.Buckets[i];
                    var bound = i < Bounds.Length ? Bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
                    text.Append(CultureInfo.InvariantCulture, $"http_request_duration_seconds_bucket{{{labels},le=\"{bound}\"}} {total}\n");
                }

                text.Append(CultureInfo.InvariantCulture, $"http_request_duration_seconds_sum{{{labels}}} {series.Sum}\nhttp_request_duration_seconds_count{{{labels}}} {total}\n");
            }
        }

        return text.ToString();
    }
}
