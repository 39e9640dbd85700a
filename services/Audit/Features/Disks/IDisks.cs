namespace OpenClaw.Audit.Features.Disks;

internal interface IDisks
{
    /// <summary>How much of the disk that holds a folder is used, 0 to 1, as those see it who may not use what is kept for the system.</summary>
    /// <exception cref="IOException">It cannot be told.</exception>
    double UsedOf(string folder);
}
