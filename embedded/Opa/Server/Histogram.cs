using System.Globalization;
using System.Text;

namespace OpenClaw.Opa.Server;

/// <summary>Observations in buckets, as Prometheus wants them.</summary>
internal sealed class Histogram(double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private readonly Lock _gate = new();
    private double _sum;

    public void Add(double value)
    {
        var index = Array.FindIndex(bounds, bound => value <= bound);
        lock (_gate)
        {
            _counts[index < 0 ? bounds.Length : index]++;
            _sum += value;
        }
    }

    public void Write(StringBuilder text, string name, string labels)
    {
        lock (_gate)
        {
            long total = 0;
            for (var i = 0; i < _counts.Length; i++)
            {
                total += _counts[i];
                var bound = i < bounds.Length ? bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"{bound}\"}} {total}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{name}_sum{{{labels}}} {_sum:R}\n{name}_count{{{labels}}} {total}\n");
        }
    }
}
