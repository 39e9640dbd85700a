using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Contracts;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Tampering;

/// <summary>
/// Whose log is known to have been changed. Every replica keeps its own picture and never forgets a piece of evidence because
/// its row is gone; only an acknowledgement signed with the log's key, which no owner of the database has, ends it.
/// </summary>
internal sealed class TamperGuard(IEvidenceStore store, CheckpointSigner signer, AuditAlarms alarms, TamperMetrics metrics, TimeProvider time, ILogger<TamperGuard> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Evidence> _known = [];
    private readonly HashSet<Guid> _acknowledged = [];

    public bool IsTampered(string tenantId) => Open(tenantId) is not null;

    /// <summary>The evidence that stops a tenant; null when nothing does.</summary>
    public Evidence? Open(string tenantId)
    {
        lock (_lock)
        {
            return _known.Values.FirstOrDefault(evidence => evidence.TenantId == tenantId && !_acknowledged.Contains(evidence.Id));
        }
    }

    /// <summary>A tenant's evidence, oldest first, and whether it is acknowledged.</summary>
    public IReadOnlyList<(Evidence Evidence, bool IsAcknowledged)> Of(string tenantId)
    {
        lock (_lock)
        {
            return [.. _known.Values.Where(evidence => evidence.TenantId == tenantId).OrderBy(evidence => evidence.FoundAt).Select(evidence => (evidence, _acknowledged.Contains(evidence.Id)))];
        }
    }

    /// <summary>What was found, acknowledged and need not be found again.</summary>
    public Excuses ExcusesOf(string tenantId) =>
        new([.. Of(tenantId).Where(item => item.IsAcknowledged).Select(item => item.Evidence.Finding)]);

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var stored = await store.AllAsync(cancellationToken);
        var keys = await signer.TrustedKeysAsync(cancellationToken);
        lock (_lock)
        {
            foreach (var evidence in stored)
            {
                _known[evidence.Id] = evidence;
                var log = signer.OriginOf(evidence.TenantId);
                if (Acknowledgement.Covers(evidence.Acknowledgement, log, evidence.Id, keys.Select(key => NoteKey.Create(log, key))))
                {
                    _acknowledged.Add(evidence.Id);
                }
            }

            metrics.Tampered = _known.Values.Where(evidence => !_acknowledged.Contains(evidence.Id)).Select(evidence => evidence.TenantId).Distinct().Count();
        }
    }

    /// <summary>Stops the tenant, here at once and everywhere with the next refresh, and raises the alarm. Once: more of the same waits.</summary>
    public async Task ReportAsync(string tenantId, string source, Finding finding, CancellationToken cancellationToken)
    {
        var evidence = new Evidence(Guid.CreateVersion7(time.GetUtcNow()), tenantId, source, finding, time.GetUtcNow(), null);
        lock (_lock)
        {
            if (_known.Values.Any(known => known.TenantId == tenantId && !_acknowledged.Contains(known.Id)))
            {
                return;
            }

            _known[evidence.Id] = evidence;
        }

        metrics.Found(source);
        logger.Tampered(tenantId, source, finding.Text);
        await store.KeepAsync(evidence, cancellationToken);
        await RefreshAsync(cancellationToken);
        await alarms.RaiseAsync(AuditAlarmKind.Tampered, tenantId, $"{source}: {finding.Text}", finding.FirstBad, cancellationToken);
    }

    public async Task AcknowledgeAsync(Evidence evidence, string by, string reason, CancellationToken cancellationToken)
    {
        var log = signer.OriginOf(evidence.TenantId);
        var note = await signer.SignAsync(evidence.TenantId, Acknowledgement.TextOf(log, evidence, by, reason, time.GetUtcNow()), cancellationToken);
        await store.AcknowledgeAsync(evidence, note.ToString(), cancellationToken);
        await RefreshAsync(cancellationToken);
    }
}

/// <summary>What was acknowledged. It covers what was found then and nothing else.</summary>
internal sealed record Excuses(IReadOnlyList<Finding> Findings)
{
    public bool Cover(EvidenceKind kind) => Findings.Any(finding => finding.Kind == kind);

    public bool Cover(long number) => Findings.Any(finding => finding.Ranges.Any(range => range.Contains(number)));

    /// <summary>Each acknowledgement begins a new folder at the anchors.</summary>
    public int Count => Findings.Count;
}
