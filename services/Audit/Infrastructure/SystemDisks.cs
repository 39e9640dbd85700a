using OpenClaw.Audit.Features.Disks;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class SystemDisks : IDisks
{
    public double UsedOf(string folder)
    {
        var disk = new DriveInfo(folder);
        var used = disk.TotalSize - disk.TotalFreeSpace;
        return (double)used / Math.Max(1, used + disk.AvailableFreeSpace);
    }
}
