using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Retention;

/// <summary>At most one entry more than the question's limit.</summary>
/// <param name="ArchivedUntil">Archives that reach until then were not asked, because the question names no earliest time.</param>
internal sealed record Found(IReadOnlyList<AuditEntry> Entries, DateTimeOffset? ArchivedUntil);

/// <summary>
/// Answers questions from the database and from the archives of the months that left it. Archives have no indexes: each month
/// in question is read from its beginning to its end, so they are asked only by who names the time from which on to look.
/// </summary>
internal sealed class WholeLog(IAuditReader reader, ArchivedEntries archived, PersonalData personal)
{
    private const int Portion = 500;

    public async Task<Found> ReadAsync(AuditQuestion question, CancellationToken cancellationToken)
    {
        var found = await reader.ReadAsync(question, cancellationToken);

        // Asked afterwards: a month that left in the middle of this is found twice rather than never.
        KnownArchive[] archives = [.. (await archived.OfAsync(question.Scope.TenantId, cancellationToken)).Where(archive => Concerns(archive, question, found))];
        if (archives.Length == 0 || question.Filter.From is null)
        {
            return new Found(found, archives.Length == 0 ? null : archives.Max(archive => archive.End));
        }

        return new Found(await MergeAsync(question, found, archives, cancellationToken), null);
    }

    /// <summary>Everything about a person, first what is in the database.</summary>
    public async IAsyncEnumerable<IReadOnlyList<AuditEntry>> OfPersonAsync(
        string tenantId, string userId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scope = new AuditScope(tenantId, userId, IsTenantWide: false, null, null);
        var given = new HashSet<Guid>();
        AuditCursor? after = null;
        do
        {
            var found = await reader.ReadAsync(new AuditQuestion(scope, new AuditFilter(), IsAscending: true, Portion, after), cancellationToken);
            AuditEntry[] page = [.. found.Take(Portion)];
            after = found.Count > Portion ? new AuditCursor(page[^1].Timestamp, page[^1].Id, IsAscending: true) : null;
            given.UnionWith(page.Select(entry => entry.Id));
            yield return page;
        }
        while (after is not null);

        var filter = new LineFilter(await personal.NameAsync(scope, new AuditFilter(), cancellationToken), new AuditFilter());
        var archives = await archived.OfAsync(tenantId, cancellationToken);
        var selected = archives.OrderBy(archive => archive.Start).ToAsyncEnumerable().SelectMany(archive => archived.SelectAsync(archive, filter, cancellationToken));
        await foreach (var page in selected.Where(entry => given.Add(entry.Id)).Chunk(Portion).WithCancellation(cancellationToken))
        {
            yield return await personal.RevealAsync(tenantId, page, cancellationToken);
        }
    }

    /// <summary>Whether an archive may hold entries of the page: within its times, after its cursor and before its end.</summary>
    private static bool Concerns(KnownArchive archive, AuditQuestion question, IReadOnlyList<AuditEntry> found)
    {
        var (from, to) = (question.Filter.From, question.Filter.To);
        DateTimeOffset? last = found.Count > question.Limit ? found[^1].Timestamp : null;
        var (first, end) = question.IsAscending ? (question.After?.Timestamp, last) : (last, question.After?.Timestamp);
        return !(archive.End <= from) && !(archive.End <= first) && !(archive.Start > to) && !(archive.Start > end);
    }

    private async Task<IReadOnlyList<AuditEntry>> MergeAsync(
        AuditQuestion question, IReadOnlyList<AuditEntry> found, IEnumerable<KnownArchive> archives, CancellationToken cancellationToken)
    {
        var tenantId = question.Scope.TenantId;
        var filter = new LineFilter(await personal.NameAsync(question.Scope, question.Filter, cancellationToken), question.Filter);
        var order = new PageOrder(question.IsAscending);
        var page = new SortedSet<AuditEntry>(found, order);
        var ordered = question.IsAscending ? archives.OrderBy(archive => archive.Start) : archives.OrderByDescending(archive => archive.Start);
        foreach (var archive in ordered.TakeWhile(archive => page.Count <= question.Limit || Concerns(archive, question, [.. page])))
        {
            await foreach (var entry in archived.SelectAsync(archive, filter, cancellationToken))
            {
                if (question.After is { } after && order.Compare(entry, after.Timestamp, after.Id) <= 0)
                {
                    continue;
                }

                page.Add(entry);
                if (page.Count > question.Limit + 1)
                {
                    page.Remove(page.Max!);
                }
            }
        }

        var stored = found.Select(entry => entry.Id).ToHashSet();
        var revealed = (await personal.RevealAsync(tenantId, [.. page.Where(entry => !stored.Contains(entry.Id))], cancellationToken)).ToDictionary(entry => entry.Id);
        return [.. page.Select(entry => revealed.GetValueOrDefault(entry.Id, entry))];
    }

    /// <summary>By time and then by id, as the database orders a page.</summary>
    private sealed class PageOrder(bool isAscending) : IComparer<AuditEntry>
    {
        public int Compare(AuditEntry? x, AuditEntry? y) => Compare(x!, y!.Timestamp, y.Id);

        public int Compare(AuditEntry entry, DateTimeOffset timestamp, Guid id)
        {
            var order = entry.Timestamp.CompareTo(timestamp) is var byTime and not 0 ? byTime : entry.Id.CompareTo(id);
            return isAscending ? order : -order;
        }
    }
}
