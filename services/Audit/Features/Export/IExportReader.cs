using OpenClaw.Audit.Features.Query;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Export;

/// <summary>Gets one sealed entry; the line is valid until it returns. An empty line: the database no longer holds the entry.</summary>
internal delegate ValueTask ExportedEntry(long number, Classification level, ReadOnlyMemory<byte> line);

internal interface IExportReader
{
    /// <summary>Hands out the matching sealed entries numbered from one number up to another, in order, one by one.</summary>
    Task ReadAsync(AuditScope scope, AuditFilter filter, long from, long to, ExportedEntry entry, CancellationToken cancellationToken);
}
