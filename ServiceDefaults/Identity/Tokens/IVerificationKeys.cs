namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>The keys of one issuer.</summary>
public interface IVerificationKeys
{
    /// <summary>Changes whenever a key is added or withdrawn; validations cached under another generation are void.</summary>
    int Generation { get; }

    /// <summary>The key of this id and algorithm; without an id the only key of that algorithm. Null when there is none.</summary>
    ValueTask<VerificationKey?> FindAsync(string? keyId, string algorithm, CancellationToken cancellationToken);
}
