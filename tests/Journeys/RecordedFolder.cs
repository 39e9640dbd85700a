namespace OpenClaw.Journeys;

/// <summary>The folder of recorded deliveries that may lie beside a clone: <c>../shared/data/github-webhooks</c>.</summary>
public static class RecordedFolder
{
    public static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OpenClaw.Aspire.sln")))
            {
                var candidate = Path.Combine(folder.Parent?.FullName ?? "/", "shared", "data", "github-webhooks");
                return Directory.Exists(candidate) ? candidate : null;
            }
        }

        return null;
    }
}
