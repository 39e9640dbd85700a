using System.Text;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Retention;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Contracts;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Export;

/// <summary>One export: the log as one checkpoint signed it, in windows of numbers, so that no statement and no buffer grows with it.</summary>
internal sealed class ExportRun(IExportReader reader, ArchivedEntries archived, PersonalData personal, CheckpointSigner signer, TimeProvider time)
{
    private const int SmallestWindow = 2000;
    private const int LargestWindow = 64_000;
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromSeconds(1);

    public async Task<ExportManifest> WriteAsync(ExportTask task, HashedOutput output, CancellationToken cancellationToken)
    {
        var writer = ExportWriters.Of(task.Request.Format, task.Tally.Start);
        var size = task.Checkpoint.Size;
        var (window, told) = (SmallestWindow, time.GetTimestamp());
        var filter = new LineFilter(await personal.NameAsync(task.Scope, task.Request.Filter, cancellationToken), task.Request.Filter);
        var step = new Step(task, writer, output, filter, new ArchivedWindow(archived, task.Scope.TenantId));
        writer.Begin(output);
        while (task.Tally.Next < size)
        {
            var (from, to) = (task.Tally.Next, Math.Min(task.Tally.Next + window, size));
            var before = task.Tally.Given;
            await reader.ReadAsync(task.Scope, task.Request.Filter, from, to, (number, level, line) => TakeAsync(step, number, level, line, cancellationToken), cancellationToken);
            task.Tally.Next = to;
            if (task.Request.ShowsProgress && (time.GetElapsedTime(told) >= BetweenProgress || to == size))
            {
                NdjsonExportWriter.Progress(output, task.Tally, size);
                told = time.GetTimestamp();
            }

            await output.SendAsync(cancellationToken);
            // Where little matches, little is read per number, and more numbers fit into a statement's time.
            window = Math.Clamp(task.Tally.Given - before < window / 4 ? window * 2 : window / 2, SmallestWindow, LargestWindow);
        }

        writer.End(output);
        var text = ExportManifestText.Of(signer.OriginOf(task.Scope.TenantId), task.Id, task.Request, task.Tally, size, output.Digest());
        var note = await signer.SignAsync(task.Scope.TenantId, text, cancellationToken);
        var manifest = new ExportManifest(note.ToString(), task.Checkpoint.Note);
        writer.Manifest(output, manifest);
        await output.SendAsync(cancellationToken);
        return manifest;
    }

    private static async ValueTask TakeAsync(Step step, long number, Classification level, ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        if (line.IsEmpty)
        {
            if (await step.Archived.LineAsync(number, cancellationToken) is not { } text)
            {
                step.Task.Tally.Miss();
                return;
            }

            if (step.Filter.Select(text) is not { } entry)
            {
                return;
            }

            (level, line) = (entry.DataClassification, Encoding.UTF8.GetBytes(text));
        }

        var leaf = MerkleHash.Leaf(line.Span);
        if (level > step.Task.Highest)
        {
            step.Task.Tally.Withhold(leaf);
            step.Writer.Withheld(step.Output, number, leaf);
        }
        else
        {
            step.Task.Tally.Give(leaf);
            step.Writer.Entry(step.Output, number, line.Span, leaf);
        }

        if (step.Output.IsPieceFull)
        {
            await step.Output.SendAsync(cancellationToken);
        }
    }

    /// <summary>What each entry needs. The filter is for archived lines; the database has applied it to its own.</summary>
    private sealed record Step(ExportTask Task, IExportWriter Writer, HashedOutput Output, LineFilter Filter, ArchivedWindow Archived);
}

/// <summary>What an export is about, and how far it is.</summary>
/// <param name="Id">The id of its intent entry.</param>
/// <param name="Highest">The highest level that may leave.</param>
internal sealed record ExportTask(Guid Id, AuditScope Scope, ExportRequest Request, SignedCheckpoint Checkpoint, Classification Highest, ExportTally Tally);
