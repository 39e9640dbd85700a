using System.Globalization;

namespace OpenClaw.Audit.Features.Export;

/// <summary>Where an export goes on: the log as it was with so many entries, from this number.</summary>
internal sealed record ExportCursor(long Size, long Next)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Size}-{Next}");

    public static ExportCursor? Parse(string text) =>
        text.Split('-') is [var first, var second]
        && long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
        && long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var next)
        && next <= size
            ? new ExportCursor(size, next)
            : null;
}
