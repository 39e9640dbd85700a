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

/// <summary>Reads what left the database, one by one or in the order of numbers. Questions with filters do not come here.</summary>
internal sealed class ArchivedEntries(ArchiveCatalogue catalogue, ILogReader log, PersonalData personal, IOptions<RetentionOptions> options)
{
    /// <summary>Null when no archive has it or the scope does not reach it.</summary>
    public async Task<FoundEntry?> FindAsync(AuditScope scope, Guid id, CancellationToken cancellationToken)
    {
        if (await log.SequenceAsync(scope.TenantId, id, cancellationToken) is not { } number)
        {
            return null;
        }

        await foreach (var (_, line) in LinesAsync(await catalogue.OfAsync(scope.TenantId, cancellationToken), number, number + 1, cancellationToken))
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
    /// <exception cref="IOException">An archive is not where it should be.</exception>
    public async IAsyncEnumerable<(long Number, string Line)> LinesAsync(
        IReadOnlyList<KnownArchive> archives, long from, long to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = new SortedDictionary<long, string>();
        foreach (var archive in archives.Where(archive => archive.Manifest.Ranges.Any(range => range.From < to && range.To >= from)))
        {
            await foreach (var (number, line) in ArchiveFile.ReadAsync(Path.Combine(options.Value.ArchiveFolder, archive.Folder), from, to, cancellationToken))
            {
                lines[number] = line;
            }
        }

        foreach (var (number, line) in lines)
        {
            yield return (number, line);
        }
    }
}
