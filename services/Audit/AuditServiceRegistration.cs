using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Alerts;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Features.Disks;
using OpenClaw.Audit.Features.Export;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Reports;
using OpenClaw.Audit.Features.Retention;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Audit.Infrastructure;
using OpenClaw.Audit.Infrastructure.Anchors;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Audit;

namespace OpenClaw.Audit;

internal static class AuditServiceRegistration
{
    public static void AddAuditService(this IHostApplicationBuilder builder)
    {
        builder.AddAuditDatabase();
        builder.Services.AddIngest();
        builder.Services.AddQuery();
        builder.Services.AddSubjects();
        builder.Services.AddRetention();
        builder.Services.AddSealing();
        builder.Services.AddAnchors();
        builder.Services.AddAnchorStores();
        builder.Services.AddAlerts();
        builder.Services.AddDisks();
    }

    private static void AddIngest(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<IngestOptions>, IngestOptionsValidator>();
        services.AddOptions<IngestOptions>().BindConfiguration(IngestOptions.Section).ValidateOnStart();
        services.AddSingleton<EntryValidator>();
        services.AddSingleton<GroupCommitLog>();
        services.AddHostedService(provider => provider.GetRequiredService<GroupCommitLog>());
        services.AddHostedService<PartitionKeeper>();
        services.AddScoped<AuditEntriesConsumer>();

        // What this service does itself goes straight into its own store, not around through the sidecar.
        services.Replace(ServiceDescriptor.Singleton<IAuditSink, LocalAuditSink>());
    }

    private static void AddSealing(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<SealingOptions>, SealingOptionsValidator>();
        services.AddOptions<SealingOptions>().BindConfiguration(SealingOptions.Section).ValidateOnStart();
        services.AddSingleton<CheckpointSigner>();
        services.AddSingleton<SealerMetrics>();
        services.AddSingleton<SealerRole>();
        services.AddHostedService<Sealer>();
        services.AddSingleton<SealBacklog>();
        services.AddHostedService(provider => provider.GetRequiredService<SealBacklog>());
    }

    private static void AddAnchors(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<AnchorOptions>, AnchorOptionsValidator>();
        services.AddOptions<AnchorOptions>().BindConfiguration(AnchorOptions.Section).ValidateOnStart();
        services.AddSingleton<TamperMetrics>();
        services.AddSingleton<TamperGuard>();
        services.AddSingleton<SelfCheck>();
        services.AddHostedService<EvidenceKeeper>();
        services.AddHostedService<SelfCheckKeeper>();
        services.AddSingleton<AnchorMetrics>();
        services.AddSingleton<AnchorStatus>();
        services.AddSingleton<AuditAlarms>();
        services.AddSingleton<AnchorRound>();
        services.AddSingleton<WitnessRound>();
        services.AddHostedService<AnchorKeeper>();
        services.AddHealthChecks().AddCheck<AnchorStatus>("anchors");
    }

    private static void AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<AlertOptions>, AlertOptionsValidator>();
        services.AddOptions<AlertOptions>().BindConfiguration(AlertOptions.Section).ValidateOnStart();
        services.AddSingleton<AlertDemands>();
        services.AddSingleton<ReportTeller>();
        services.AddHostedService<AlertKeeper>();
    }

    private static void AddDisks(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<DiskOptions>, DiskOptionsValidator>();
        services.AddOptions<DiskOptions>().BindConfiguration(DiskOptions.Section).ValidateOnStart();
        services.AddSingleton<IDisks, SystemDisks>();
        services.AddHostedService<DiskKeeper>();
    }

    private static void AddRetention(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<RetentionOptions>, RetentionOptionsValidator>();
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateOnStart();
        services.AddSingleton<ArchiveAudit>();
        services.AddSingleton<ArchiveCatalogue>();
        services.AddSingleton<ArchivedEntries>();
        services.AddSingleton<ArchiveWriter>();
        services.AddSingleton<WholeLog>();
        services.AddSingleton<RetentionPeriod>();
        services.AddHostedService<RetentionKeeper>();
    }

    private static void AddSubjects(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<SubjectOptions>, SubjectOptionsValidator>();
        services.AddOptions<SubjectOptions>().BindConfiguration(SubjectOptions.Section).ValidateOnStart();
        services.AddSingleton<MasterKey>();
        services.AddSingleton<SubjectVault>();
        services.AddSingleton<PersonalData>();
        services.AddHostedService<KeyForgetter>();
        services.AddSingleton<ErasureAudit>();
        services.AddSingleton<ErasureRunner>();
        services.AddSingleton<Eraser>();
        services.AddSingleton<UserDataExporter>();
        services.AddHostedService<ErasureWorker>();
    }

    private static void AddQuery(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<QueryOptions>, QueryOptionsValidator>();
        services.AddOptions<QueryOptions>().BindConfiguration(QueryOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FigureOptions>, FigureOptionsValidator>();
        services.AddOptions<FigureOptions>().BindConfiguration(FigureOptions.Section).ValidateOnStart();
        services.AddScoped<DisclosureRecorder>();
        services.AddScoped<ExportRun>();
    }
}
