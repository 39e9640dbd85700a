using Npgsql;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Query;

namespace OpenClaw.Audit.Infrastructure;

internal static class DatabaseRegistration
{
    public const string Writer = "audit-writer";
    public const string Reader = "audit-reader";

    /// <summary>
    /// Two sign-ins with different rights: ingest can append, queries can read one tenant, neither can do the other's work.
    /// </summary>
    public static void AddAuditDatabase(this IHostApplicationBuilder builder)
    {
        builder.AddKeyedNpgsqlDataSource(Writer, configureDataSourceBuilder: Configure);
        builder.AddKeyedNpgsqlDataSource(Reader, configureDataSourceBuilder: Configure);
        builder.Services.AddSingleton<MonthPartitions>();
        builder.Services.AddSingleton<IAuditStore, PostgresAuditStore>();
        builder.Services.AddSingleton<IAuditReader, PostgresAuditReader>();
    }

    private static void Configure(NpgsqlDataSourceBuilder builder)
    {
        // A server that stopped answering must be noticed within the deadlines of our callers.
        builder.ConnectionStringBuilder.Timeout = 2;
        builder.ConnectionStringBuilder.CancellationTimeout = 500;
        builder.ConnectionStringBuilder.MaxAutoPrepare = 20;
    }
}
