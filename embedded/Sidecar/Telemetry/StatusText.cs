using System.Globalization;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary>Status codes as text without making a new one per call.</summary>
internal static class StatusText
{
    private static readonly string[] Known = [.. Enumerable.Range(0, 600).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    public static string Of(int code) => code is >= 0 and < 600 ? Known[code] : code.ToString(CultureInfo.InvariantCulture);
}
