namespace Aspire.Hosting.Running;

/// <summary>Where the server programs are on this machine.</summary>
internal static class ServerPrograms
{
    public const string PostgresPackage = "postgresql";
    public const string RedisPackage = "redis-server";
    public const string RabbitMQPackage = "rabbitmq-server";

    /// <summary>Folder of PostgreSQL's programs, newest version first; null when not installed.</summary>
    public static string? PostgresFolder(string? version = null)
    {
        const string root = "/usr/lib/postgresql";
        var folders = Directory.Exists(root) ? Directory.GetDirectories(root) : [];
        return folders
            .Where(folder => version is null || Path.GetFileName(folder) == version)
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var number) ? number : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "postgres")));
    }

    public static string? Redis => OnPath("redis-server");

    /// <summary>Debian's wrapper in /usr/sbin forces its own log paths; this is the script behind it.</summary>
    public static string? RabbitMQ => File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server") ? "/usr/lib/rabbitmq/bin/rabbitmq-server" : null;

    public static string? OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(folder => folder.Length > 0)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    internal static bool HasUser(string name) =>
        File.Exists("/etc/passwd") && File.ReadLines("/etc/passwd").Any(line => line.StartsWith(name + ":", StringComparison.Ordinal));
}
