using System.Globalization;
using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Reports;

/// <summary>Random pauses between the configured bounds.</summary>
internal sealed class PollPause(RegoValue? settings, double defaultMin, double defaultMax)
{
    private readonly double _min = Seconds(settings.At("min_delay_seconds")) ?? defaultMin;
    private readonly double _max = Seconds(settings.At("max_delay_seconds")) ?? Math.Max(defaultMax, Seconds(settings.At("min_delay_seconds")) ?? 0);

    public TimeSpan Next() => TimeSpan.FromSeconds(_min + (Random.Shared.NextDouble() * Math.Max(0, _max - _min)));

    public static double? Seconds(RegoValue? value) =>
        value is NumberValue number && double.TryParse(number.ToString(), CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
}
