using Npgsql;
using OpenClaw.Audit.Features.Activity;
using OpenClaw.Audit.Features.Alerts;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Features.Export;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Metrics;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Reports;
using OpenClaw.Audit.Features.Retention;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Audit.Features.Tampering;

namespace OpenClaw.Audit.Infrastructure;

internal static class DatabaseRegistration
{
    public const string Writer = "audit-writer";
    public const string Reader = "audit-reader";
    public const string Sealer = "audit-sealer";
    public const string Maintenance = "audit-maintenance";

    /// <summary>Optional: signs in as the reader, at a copy of the database.</summary>
    public const string Replica = "audit-replica";

    /// <summary>
    /// Four sign-ins with different rights: ingest can append, queries can read one tenant, the sealer can number and sign,
    /// maintenance can destroy keys and put old months away; none can do another's work.
    /// </summary>
    public static void AddAuditDatabase(this IHostApplicationBuilder builder)
    {
        builder.AddKeyedNpgsqlDataSource(Writer, configureDataSourceBuilder: Configure);
        builder.AddKeyedNpgsqlDataSource(Reader, configureDataSourceBuilder: Configure);
        builder.AddKeyedNpgsqlDataSource(Sealer, configureDataSourceBuilder: Configure);
        builder.AddKeyedNpgsqlDataSource(Maintenance, configureDataSourceBuilder: Configure);
        if (builder.Configuration.GetConnectionString(Replica) is { Length: > 0 })
        {
            // Without it everything works, so it makes nobody unhealthy.
            builder.AddKeyedNpgsqlDataSource(Replica, settings => settings.DisableHealthChecks = true, Configure);
        }

        builder.Services.AddSingleton<ReadReplica>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ReadReplica>());
        builder.Services.AddSingleton<IAuditStore, PostgresAuditStore>();
        builder.Services.AddSingleton<IAuditReader, PostgresAuditReader>();
        builder.Services.AddSingleton<IActivityReader, PostgresActivityReader>();
        builder.Services.AddSingleton<IMetricsReader, PostgresMetricsReader>();
        builder.Services.AddSingleton<TenantReader>();
        builder.Services.AddSingleton<IExportReader, PostgresExportReader>();
        builder.Services.AddSingleton<ISubjectStore, PostgresSubjectStore>();
        builder.Services.AddSingleton<IRetentionStore, PostgresRetentionStore>();
        builder.Services.AddSingleton<IErasureStore, PostgresErasureStore>();
        builder.Services.AddSingleton<IUserDataServices, DaprUserDataServices>();
        builder.Services.AddSingleton<ILogReader, PostgresLogReader>();
        builder.Services.AddSingleton<ISealStore, PostgresSealStore>();
        builder.Services.AddSingleton<IAlertStore, PostgresAlertStore>();
        builder.Services.AddSingleton<IReportStore, PostgresReportStore>();
        builder.Services.AddSingleton<IReportReader, PostgresReportReader>();
        builder.Services.AddSingleton<IEvidenceStore, PostgresEvidenceStore>();
        builder.Services.AddSingleton<IAnchorSource, PostgresAnchorSource>();
    }

    private static void Configure(NpgsqlDataSourceBuilder builder)
    {
        // A server that stopped answering must be noticed within the deadlines of our callers.
        builder.ConnectionStringBuilder.Timeout = 2;
        builder.ConnectionStringBuilder.CancellationTimeout = 500;
        builder.ConnectionStringBuilder.MaxAutoPrepare = 20;
    }
}
