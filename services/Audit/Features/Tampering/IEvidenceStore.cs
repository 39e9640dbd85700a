namespace OpenClaw.Audit.Features.Tampering;

internal interface IEvidenceStore
{
    /// <summary>All evidence of all tenants.</summary>
    Task<IReadOnlyList<Evidence>> AllAsync(CancellationToken cancellationToken);

    Task KeepAsync(Evidence evidence, CancellationToken cancellationToken);

    /// <summary>Keeps the first acknowledgement of a piece of evidence.</summary>
    Task AcknowledgeAsync(Evidence evidence, string note, CancellationToken cancellationToken);
}
