using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.Transparency;
using OpenClaw.Transparency.Archives;

namespace OpenClaw.Audit.Features.Retention;

/// <summary>The entries about an archive. Their ids follow from it, so that saying a thing again after a crash leaves one pair.</summary>
internal sealed class ArchiveAudit(IAuditRecorder recorder)
{
    public Task<AuditHandle> BeginAsync(MonthArchive archive, CancellationToken cancellationToken) => recorder.IntentAsync(IntentOf(archive), cancellationToken);

    /// <summary>The month is gone.</summary>
    public Task DoneAsync(MonthArchive archive, CancellationToken cancellationToken) => RecordAsync(archive, AuditOutcome.Success, cancellationToken);

    /// <summary>It never will be with this archive.</summary>
    public Task FailedAsync(MonthArchive archive, CancellationToken cancellationToken) => RecordAsync(archive, AuditOutcome.Error, cancellationToken);

    private Task RecordAsync(MonthArchive archive, AuditOutcome outcome, CancellationToken cancellationToken) =>
        recorder.RecordAsync(IntentOf(archive), new AuditResult(outcome), cancellationToken);

    private static AuditIntent IntentOf(MonthArchive archive)
    {
        var manifest = ArchiveManifest.Parse(SignedNote.Parse(archive.Manifest)!.Text)!;
        return new AuditIntent(
            AuditActionType.AdminChange,
            "audit_month_archive",
            archive.TenantId,
            "system",
            new PolicyDecision(PolicyResult.Allow, "system", "", "No policy demands that the month is kept in the database."),
            Classification.Internal,
            OperationKey: $"archive|{archive.Folder}|{manifest.Digest}")
        {
            ActorUserId = AppIds.Audit,
            OccurredAt = manifest.Written,
            Detail = new JsonObject
            {
                ["month"] = archive.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                ["folder"] = archive.Folder,
                ["entries"] = archive.Entries,
                ["digest"] = manifest.Digest,
            },
        };
    }
}
