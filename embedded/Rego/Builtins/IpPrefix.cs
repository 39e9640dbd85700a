using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace OpenClaw.Rego.Builtins;

/// <summary>An address range with a prefix length.</summary>
internal readonly record struct IpPrefix(BigInteger First, int Length, int Bits)
{
    public BigInteger Last => First + (BigInteger.One << (Bits - Length)) - 1;

    public static IpPrefix? TryParse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || TryParseAddress(text[..slash]) is not { } address
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > address.Bits || (text[slash + 1] == '0' && text.Length - slash > 2))
        {
            return null;
        }

        var shift = address.Bits - length;
        return new IpPrefix(address.First >> shift << shift, length, address.Bits);
    }

    public static IpPrefix? TryParseAddress(string text)
    {
        var isV6 = text.Contains(':', StringComparison.Ordinal);
        if (text.Contains('%', StringComparison.Ordinal) || text.Contains('[', StringComparison.Ordinal) || (!isV6 && !IsDotted(text)) || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        return new IpPrefix(new BigInteger(address.GetAddressBytes(), isUnsigned: true, isBigEndian: true), bits, bits);
    }

    public bool Contains(IpPrefix other) => Bits == other.Bits && First <= other.First && other.Last <= Last;

    /// <summary>The range an IPv4 address had before prefixes existed; Go's default mask.</summary>
    public IpPrefix Classful()
    {
        var length = (int)(First >> 24) switch { < 128 => 8, < 192 => 16, < 224 => 24, _ => 32 };
        return new IpPrefix(First >> (32 - length) << (32 - length), length, 32);
    }

    /// <summary>The fewest prefixes that cover exactly the given ones (all of one family).</summary>
    public static IEnumerable<IpPrefix> Cover(IEnumerable<IpPrefix> prefixes)
    {
        var ranges = new List<(BigInteger First, BigInteger Last)>();
        var bits = 32;
        foreach (var prefix in prefixes.OrderBy(prefix => prefix.First))
        {
            bits = prefix.Bits;
            if (ranges.Count > 0 && prefix.First <= ranges[^1].Last + 1)
            {
                ranges[^1] = (ranges[^1].First, BigInteger.Max(ranges[^1].Last, prefix.Last));
            }
            else
            {
                ranges.Add((prefix.First, prefix.Last));
            }
        }

        return ranges.SelectMany(range => Split(range.First, range.Last, bits));
    }

    public string Text(BigInteger address)
    {
        var bytes = new byte[Bits / 8];
        var raw = address.ToByteArray(isUnsigned: true, isBigEndian: true);
        raw.CopyTo(bytes, bytes.Length - raw.Length);
        return new IPAddress(bytes).ToString();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Text(First)}/{Length}");

    private static IEnumerable<IpPrefix> Split(BigInteger first, BigInteger last, int bits)
    {
        while (first <= last)
        {
            var length = bits;
            while (length > 0)
            {
                var size = BigInteger.One << (bits - length + 1);
                if (!(first % size).IsZero || first + size - 1 > last)
                {
                    break;
                }

                length--;
            }

            yield return new IpPrefix(first, length, bits);
            first += BigInteger.One << (bits - length);
        }
    }

    private static bool IsDotted(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && Array.TrueForAll(parts, part => part.Length is > 0 and < 4 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0'));
    }
}
