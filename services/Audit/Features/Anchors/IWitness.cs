using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Anchors;

/// <summary>Somebody else's service that co-signs checkpoints (C2SP tlog-witness).</summary>
internal interface IWitness
{
    /// <summary>Its name in metrics, logs and evidence.</summary>
    string Name { get; }

    NoteKey Key { get; }

    /// <summary>Asks for a co-signature of a checkpoint, with the proof that it appends to the one of <paramref name="oldSize"/> entries.</summary>
    /// <exception cref="AnchorUnavailableException">It does not answer.</exception>
    Task<WitnessAnswer> AddAsync(long oldSize, IReadOnlyList<byte[]> proof, string note, CancellationToken cancellationToken);
}

/// <summary>What a witness said.</summary>
internal abstract record WitnessAnswer
{
    /// <summary>It signed.</summary>
    internal sealed record Cosigned(NoteSignature Signature) : WitnessAnswer;

    /// <summary>It wants the proof from another size: that of the checkpoint it signed last.</summary>
    internal sealed record Knows(long Size) : WitnessAnswer;

    /// <summary>The checkpoint does not append to what it signed last.</summary>
    internal sealed record Contradicts : WitnessAnswer;

    /// <summary>It does not sign, for a reason that says nothing about the log, such as not knowing it.</summary>
    internal sealed record Refuses(string Reason) : WitnessAnswer;
}
