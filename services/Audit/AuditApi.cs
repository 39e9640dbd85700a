using OpenClaw.Audit.Features;
using OpenClaw.Audit.Features.Activity;
using OpenClaw.Audit.Features.Export;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Audit.Features.Metrics;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Reports;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Audit.Features.Timeline;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Events;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit;

internal static class AuditApi
{
    public static void MapAuditApi(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/audit").WithTags("Audit").AddEndpointFilter<StoreFailureFilter>().AddEndpointFilter<TamperFilter>();
        group.MapIngestEntries();
        group.MapExport();
        group.MapGetLog();
        var questions = group.MapGroup("").AddEndpointFilter<QuestionLimit>();
        questions.MapQueryEntries();
        questions.MapTimeline();
        questions.MapGetFigures();
        questions.MapGetReport();
        questions.MapGetEntry();
        questions.MapGetReceipt();
        questions.MapLog();
        app.MapListDecisions();
        app.MapGetActivity();
        app.MapGetMetrics();
        app.MapUserData();
        app.MapEvidence();
        app.MapEvent<AuditEntriesRecorded, AuditEntriesConsumer>("/events/audit-entries").RequireSidecar();
    }
}
