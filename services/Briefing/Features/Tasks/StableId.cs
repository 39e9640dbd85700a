using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.Briefing.Features.Tasks;

/// <summary>Ids that come out the same whenever the same thing is done again.</summary>
internal static class StableId
{
    /// <summary>A UUID v8 (RFC 9562) made of the key's hash.</summary>
    public static Guid Of(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        return Stamp(hash[..16], 0x80);
    }

    /// <summary>A UUID v7 (RFC 9562) of this time whose random bits are the key's hash.</summary>
    public static Guid Of(DateTimeOffset time, string key)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), bytes);
        var milliseconds = time.ToUnixTimeMilliseconds();
        for (var index = 5; index >= 0; index--)
        {
            bytes[index] = (byte)milliseconds;
            milliseconds >>= 8;
        }

        return Stamp(bytes[..16], 0x70);
    }

    private static Guid Stamp(Span<byte> bytes, byte version)
    {
        bytes[6] = (byte)((bytes[6] & 0x0F) | version);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
