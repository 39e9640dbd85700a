namespace OpenClaw.Audit.Features.Tampering;

/// <summary>What kind of check refuted the log.</summary>
public enum EvidenceKind
{
    /// <summary>The newest checkpoint is missing or was not signed by this log.</summary>
    Checkpoint,

    /// <summary>The stored hashes do not lead to the newest checkpoint.</summary>
    Tree,

    /// <summary>Stored hashes contradict each other.</summary>
    Hashes,

    /// <summary>Entries are gone or are not what was sealed.</summary>
    Entries,

    /// <summary>An anchor knows another log.</summary>
    Anchor,

    /// <summary>A witness co-signed another log.</summary>
    Witness,

    /// <summary>What was to be sealed next contradicts what is stored.</summary>
    Seal,
}

/// <summary>Numbers from one to another, both included.</summary>
public sealed record EntryRange(long From, long To)
{
    public bool Contains(long number) => number >= From && number <= To;
}

/// <summary>What a check found.</summary>
/// <param name="FirstBad">Number of the first entry concerned, when it is known.</param>
internal sealed record Finding(EvidenceKind Kind, string Text, long? FirstBad = null)
{
    /// <summary>The entries concerned, as far as they are known.</summary>
    public IReadOnlyList<EntryRange> Ranges { get; init; } = [];
}

/// <summary>A finding as it is kept.</summary>
/// <param name="Source">The anchor or witness that knew better, or <c>self-check</c>.</param>
/// <param name="Acknowledgement">The signed note that lets the tenant work again; null until then.</param>
internal sealed record Evidence(Guid Id, string TenantId, string Source, Finding Finding, DateTimeOffset FoundAt, string? Acknowledgement);
