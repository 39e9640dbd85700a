using System.Buffers.Binary;
using System.Buffers.Text;

namespace OpenClaw.Audit.Features.Query;

/// <summary>
/// The place after the last entry of a page. Entries are ordered by time and id, which never change, so pages stay stable
/// while the log grows.
/// </summary>
internal sealed record AuditCursor(DateTimeOffset Timestamp, Guid Id, bool IsAscending)
{
    private const int Length = 8 + 16 + 1;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Timestamp.UtcTicks);
        Id.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        bytes[^1] = IsAscending ? (byte)1 : (byte)0;
        return Base64Url.EncodeToString(bytes);
    }

    public static AuditCursor? Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length > 2 * Length || !Base64Url.IsValid(text, out var length) || length != Length
            || !Base64Url.TryDecodeFromChars(text, bytes, out _))
        {
            return null;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return ticks < DateTimeOffset.MinValue.UtcTicks || ticks > DateTimeOffset.MaxValue.UtcTicks
            ? null
            : new AuditCursor(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[8..24], bigEndian: true), bytes[^1] == 1);
    }
}
