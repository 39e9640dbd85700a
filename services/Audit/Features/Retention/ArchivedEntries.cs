using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Audit.Options;
using OpenClaw.Contracts;
using OpenClaw.Transparency.Archives;

namespace OpenClaw.Audit.Features.Retention;

/// <summary>An archived entry, and the leaf that proves it.</summary>
internal sealed record FoundEntry(AuditEntry Entry, LeafEntry Leaf);

/// <summary>An archive is not where it should be, or cannot be read.</summary>
internal sealed class ArchiveUnavailableException(string folder, Exception inner) : Exception($"The archive {folder} cannot be read: {inner.Message}", inner);

/// <summary>Reads what left the database: one by one, in the order of numbers, or what a filter selects.</summary>
/// <remarks>Whatever reads a file throws <see cref="ArchiveUnavailableException"/> when it cannot.</remarks>
internal sealed class ArchivedEntries(ArchiveCatalogue catalogue, ILogReader log, PersonalData personal, IOptions<RetentionOptions> options)
{
    /// <summary>Null when no archive has it or the scope does not reach it.</summary>
    public async Task<FoundEntry?> FindAsync(AuditScope scope, Guid id, CancellationToken cancellationToken)
    {
        if (await log.SequenceAsync(scope.TenantId, id, cancellationToken) is not { } number)
        {
            return null;
        }

        await foreach (var (_, line) in LinesAsync(await OfAsync(scope.TenantId, cancellationToken), number, number + 1, cancellationToken))
        {
            var entry = JsonSerializer.Deserialize<AuditEntry>(line, ContractsJson.Options)!;
            var named = await personal.NameAsync(scope, new AuditFilter(), cancellationToken);
            return named.Reaches(entry)
                ? new FoundEntry((await personal.RevealAsync(scope.TenantId, [entry], cancellationToken))[0], new LeafEntry(number, Encoding.UTF8.GetBytes(line)))
                : null;
        }

        return null;
    }

    public Task<IReadOnlyList<KnownArchive>> OfAsync(string tenantId, CancellationToken cancellationToken) => catalogue.OfAsync(tenantId, cancellationToken);

    /// <summary>The lines from one number up to another that archives have, ascending.</summary>
    public async IAsyncEnumerable<(long Number, string Line)> LinesAsync(
        IReadOnlyList<KnownArchive> archives, long from, long to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = new SortedDictionary<long, string>();
        foreach (var archive in archives.Where(archive => archive.Manifest.Ranges.Any(range => range.From < to && range.To >= from)))
        {
            await foreach (var (number, line) in ReadAsync(archive, from, to, cancellationToken))
            {
                lines[number] = line;
            }
        }

        foreach (var (number, line) in lines)
        {
            yield return (number, line);
        }
    }

    /// <summary>What a filter selects of an archive, as the log holds it.</summary>
    public async IAsyncEnumerable<AuditEntry> SelectAsync(
        KnownArchive archive, LineFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (_, line) in ReadAsync(archive, 0, long.MaxValue, cancellationToken))
        {
            if (filter.Select(line) is { } entry)
            {
                yield return entry;
            }
        }
    }

    private async IAsyncEnumerable<(long Number, string Line)> ReadAsync(
        KnownArchive archive, long from, long to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var lines = ArchiveFile.ReadAsync(Path.Combine(options.Value.ArchiveFolder, archive.Folder), from, to, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await lines.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                throw new ArchiveUnavailableException(archive.Folder, exception);
            }

            yield return lines.Current;
        }
    }
}
