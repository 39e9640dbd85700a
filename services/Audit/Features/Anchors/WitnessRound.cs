using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Anchors;

/// <summary>
/// Has a witness co-sign the newest checkpoint of each log. A witness signs only what appends to what it signed before, so
/// one that cannot is evidence, even against somebody who holds the log's key.
/// </summary>
internal sealed class WitnessRound(IAnchorSource source, CheckpointSigner signer, TamperGuard guard, ICosignatureStore cosignatures, AnchorMetrics metrics)
{
    /// <exception cref="AnchorUnavailableException">It did not answer, or refused one of the logs; the others were asked for.</exception>
    public async Task RunAsync(IWitness witness, CancellationToken cancellationToken)
    {
        var refusal = (string?)null;
        var keys = await source.KeysAsync(cancellationToken);
        foreach (var tree in (await source.TreesAsync(cancellationToken)).Where(tree => !guard.IsTampered(tree.TenantId)))
        {
            refusal = await RunAsync(witness, tree, keys, cancellationToken) ?? refusal;
        }

        if (refusal is not null)
        {
            throw new AnchorUnavailableException($"Witness {witness.Name} {refusal}.");
        }
    }

    /// <summary>Why the witness did not sign; null when it did, had before, or what it said was reported.</summary>
    private async Task<string?> RunAsync(IWitness witness, TreeState tree, IReadOnlyList<byte[]> keys, CancellationToken cancellationToken)
    {
        var last = await cosignatures.LastAsync(tree.TenantId, witness.Name, cancellationToken);
        if (last?.Size == tree.Size && Covers(witness, tree, last))
        {
            return null;
        }

        var excuses = guard.ExcusesOf(tree.TenantId);
        if (await new AnchorComparison(source, tree, signer.OriginOf(tree.TenantId), keys, excuses).FindOwnAsync(cancellationToken) is { } own)
        {
            await guard.ReportAsync(tree.TenantId, witness.Name, own, cancellationToken);
            return null;
        }

        if (tree.Note is null)
        {
            // Its loss was found and acknowledged; the next seal makes a new one.
            return null;
        }

        // What the witness itself remembers counts; what we remember only saves a question.
        var known = last is not null && last.Size <= tree.Size ? last.Size : 0;
        var answer = await AskAsync(witness, tree, known, cancellationToken);
        if (answer is WitnessAnswer.Knows other && other.Size != known && other.Size <= tree.Size)
        {
            answer = await AskAsync(witness, tree, known = other.Size, cancellationToken);
        }

        switch (answer)
        {
            case WitnessAnswer.Cosigned cosigned:
                await cosignatures.KeepAsync(tree.TenantId, witness.Name, new Cosignature(tree.Size, cosigned.Signature.ToString()), cancellationToken);
                metrics.Anchored(witness.Name);
                return null;
            case WitnessAnswer.Refuses refused:
                return $"{refused.Reason} for the log of {tree.TenantId}";
            case WitnessAnswer.Knows { Size: var size } when size == known && size < tree.Size:
                return "contradicts itself";
            case WitnessAnswer.Knows { Size: var size } when size != known && await source.HasReachedAsync(tree.TenantId, size, cancellationToken):
                // Another replica was faster.
                return null;
            case WitnessAnswer.Knows { Size: var size } when size > tree.Size:
                return await ReportAsync(witness, tree, excuses, new Finding(EvidenceKind.Witness, $"{size} entries were co-signed and {tree.Size} are left", tree.Size), cancellationToken);
            default:
                return await ReportAsync(witness, tree, excuses, new Finding(EvidenceKind.Witness, $"the checkpoint of {tree.Size} entries does not append to the one of {known} that was co-signed"), cancellationToken);
        }
    }

    private async Task<WitnessAnswer> AskAsync(IWitness witness, TreeState tree, long known, CancellationToken cancellationToken)
    {
        var tiles = new TileProofs(async (tile, token) => await source.TileAsync(tree.TenantId, tile, token), tree.Size);
        return await witness.AddAsync(known, await tiles.ConsistencyAsync(known, cancellationToken), tree.Note!, cancellationToken);
    }

    private async Task<string?> ReportAsync(IWitness witness, TreeState tree, Excuses excuses, Finding finding, CancellationToken cancellationToken)
    {
        if (excuses.Cover(EvidenceKind.Witness))
        {
            // Acknowledged: the witness goes on refusing until its owner lets it begin anew, and that stays visible.
            return $"does not sign any more since what it signed of the log of {tree.TenantId} is gone";
        }

        await guard.ReportAsync(tree.TenantId, witness.Name, finding, cancellationToken);
        return null;
    }

    private static bool Covers(IWitness witness, TreeState tree, Cosignature last) =>
        tree.Note is not null && SignedNote.Parse(tree.Note + last.Line) is { } note && note.IsSignedBy(witness.Key);
}
