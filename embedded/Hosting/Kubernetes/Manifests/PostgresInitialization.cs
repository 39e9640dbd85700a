using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>The databases of a server, created when its empty volume is first used: the image runs what lies in one folder.</summary>
internal static class PostgresInitialization
{
    private const string Folder = "/docker-entrypoint-initdb.d";

    public static FilesSpec? FilesFor(IResource resource, DistributedApplicationModel model)
    {
        var databases = model.Resources.OfType<PostgresDatabaseResource>().Where(database => database.Parent == resource).ToList();
        if (databases.Count == 0)
            return null;
        var script = string.Concat(databases.OrderBy(database => database.DatabaseName, StringComparer.Ordinal).Select(database => Script(database) + "\n"));
        return new FilesSpec($"{resource.Name}-init", Folder, new Dictionary<string, string> { ["10-databases.sql"] = script });
    }

    private static string Script(PostgresDatabaseResource database) =>
        database.CreationScript ?? $"CREATE DATABASE \"{database.DatabaseName.Replace("\"", "\"\"", StringComparison.Ordinal)}\";";
}
