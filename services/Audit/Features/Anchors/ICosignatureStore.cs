namespace OpenClaw.Audit.Features.Anchors;

/// <summary>A witness's line below the checkpoint of so many entries.</summary>
internal sealed record Cosignature(long Size, string Line);

internal interface ICosignatureStore
{
    /// <summary>The co-signature of a tenant's largest checkpoint that this witness signed.</summary>
    Task<Cosignature?> LastAsync(string tenantId, string witness, CancellationToken cancellationToken);

    /// <summary>Keeps the first one of each size.</summary>
    Task KeepAsync(string tenantId, string witness, Cosignature cosignature, CancellationToken cancellationToken);
}
