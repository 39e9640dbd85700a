namespace OpenClaw.Audit.Features.Disks;

/// <summary>How full a disk may get (spec/audit.md 11): somebody should look at 80 %, and must at 90 %.</summary>
internal enum DiskLevel
{
    Fine,
    Warning,
    Critical,
}

internal static class DiskLevels
{
    public static DiskLevel Of(double used) => used switch
    {
        >= 0.9 => DiskLevel.Critical,
        >= 0.8 => DiskLevel.Warning,
        _ => DiskLevel.Fine,
    };
}
