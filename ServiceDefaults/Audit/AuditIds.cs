using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>
/// UUID v7 (RFC 9562 5.7) for audit entries. The highest bit of rand_a tells outcome from intent, so the two of one
/// operation differ and sort in their order even within a millisecond; the other random bits are either random or, for
/// operations that may be repeated, a hash of what the operation is.
/// </summary>
public static class AuditIds
{
    private const int SeedLength = 10;
    private const byte OutcomeBit = 0x08;

    /// <summary>An id nobody will ask for again.</summary>
    public static Guid New(DateTimeOffset time, AuditPhase phase)
    {
        Span<byte> seed = stackalloc byte[SeedLength];
        RandomNumberGenerator.Fill(seed);
        return Compose(time, phase, seed);
    }

    /// <summary>
    /// The same id whenever the same operation is repeated. Without a time that is equal across repetitions the time bits
    /// are zero, because any clock reading would make two ids out of one operation.
    /// </summary>
    public static Guid Derive(string sourceService, AuditIntent intent)
    {
        var identity = string.Join('\n', sourceService, intent.TenantId, intent.UserId, intent.Action, intent.OperationKey);
        Span<byte> seed = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(identity), seed);
        return Compose(intent.OccurredAt ?? DateTimeOffset.UnixEpoch, AuditPhase.Intent, seed[..SeedLength]);
    }

    /// <summary>The outcome's id of an operation whose intent has this id.</summary>
    public static Guid OutcomeOf(Guid intentId)
    {
        Span<byte> bytes = stackalloc byte[16];
        intentId.TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6] |= OutcomeBit;
        return new Guid(bytes, bigEndian: true);
    }

    private static Guid Compose(DateTimeOffset time, AuditPhase phase, ReadOnlySpan<byte> seed)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, time.ToUnixTimeMilliseconds()) << 16);
        seed.CopyTo(bytes[6..]);
        var phaseBit = phase == AuditPhase.Outcome ? OutcomeBit : 0x00;
        bytes[6] = (byte)(0x70 | phaseBit | (bytes[6] & 0x07));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
