namespace Aspire.Hosting.Running;

internal static class FolderAccess
{
    /// <summary>Every existing folder on the way lets other users pass.</summary>
    public static bool IsEnterable(string path) => Closed(path) is null;

    public static void RequireEnterable(string path)
    {
        // Only root hands the servers to users of their own; everybody else starts them as himself.
        if (!Environment.IsPrivilegedProcess)
            return;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        if (Closed(path) is { } closed)
            throw new DistributedApplicationException($"The database users cannot enter {closed}, so {path} cannot hold their data. Choose another directory with --data <dir>, for example /var/lib/openclaw.");
    }

    private static string? Closed(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            if (!OperatingSystem.IsWindows() && folder.Exists && !folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                return folder.FullName;
        }

        return null;
    }
}
