namespace OpenClaw.Testing;

/// <summary>Finds the server programs of Debian's packages; says what is missing so that tests can skip with a reason.</summary>
public static class ServerPrograms
{
    private const string PostgresVersions = "/usr/lib/postgresql";
    private const string RabbitMqScript = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    /// <summary>Comes with the server; the one on the PATH insists on another account.</summary>
    internal const string RabbitMqControl = "/usr/lib/rabbitmq/bin/rabbitmqctl";

    // First: the look-ups below must see what it installed.
    private static readonly string? InstallFailure = ServerPackages.Install();

    /// <summary>Where the programs of PostgreSQL are; null when it is not installed.</summary>
    public static string? PostgresFolder { get; } = FindPostgres();

    internal static string? Redis { get; } = OnPath("redis-server");

    internal static string? RabbitMq { get; } = File.Exists(RabbitMqScript) ? RabbitMqScript : null;

    internal static string? Epmd { get; } = OnPath("epmd");

    /// <summary>Null when PostgreSQL can be started.</summary>
    public static string? PostgresMissingReason { get; } = Missing("postgresql", PostgresFolder);

    /// <summary>Null when Redis can be started.</summary>
    public static string? RedisMissingReason { get; } = Missing("redis-server", Redis);

    /// <summary>Null when RabbitMQ can be started.</summary>
    public static string? RabbitMqMissingReason { get; } = Missing("rabbitmq-server", RabbitMq is null ? null : Epmd);

    /// <summary>Null when all three servers can be started.</summary>
    public static string? MissingReason { get; } = PostgresMissingReason ?? RedisMissingReason ?? RabbitMqMissingReason;

    private static string? Missing(string package, string? program)
    {
        if (OnPath("setpriv") is null)
        {
            return "The program setpriv (package util-linux) is missing.";
        }

        return program is null ? $"The programs of the package {package} are missing (apt-get install {package}). {InstallFailure}" : null;
    }

    private static string? FindPostgres() => !Directory.Exists(PostgresVersions)
        ? null
        : Directory.EnumerateDirectories(PostgresVersions)
            .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
            .OrderByDescending(folder => int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture))
            .Select(folder => Path.Combine(folder, "bin"))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/bin", "/usr/sbin"])
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
