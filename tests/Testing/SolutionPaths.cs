namespace OpenClaw.Testing;

/// <summary>Where tests find the repository and, when it lies beside the repository, the shared material.</summary>
public static class SolutionPaths
{
    private const string SolutionFile = "OpenClaw.Aspire.sln";

    /// <summary>Root of the repository the tests were built from.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The <c>shared</c> folder beside the repository, or null in a clone that has none.</summary>
    public static string? Shared { get; } = FindShared();

    /// <summary>Reason to skip a test that reads the shared folder; null when it is there.</summary>
    public static string? SharedMissingReason { get; } =
        Shared is null ? "The folder ../shared is not beside this repository." : null;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, SolutionFile)))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No {SolutionFile} above {AppContext.BaseDirectory}.");
    }

    private static string? FindShared()
    {
        var candidate = Path.GetFullPath(Path.Combine(Root, "..", "shared"));
        return Directory.Exists(candidate) ? candidate : null;
    }
}
