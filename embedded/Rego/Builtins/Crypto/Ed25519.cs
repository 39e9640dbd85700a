using System.Numerics;
using System.Security.Cryptography;

namespace OpenClaw.Rego.Builtins.Crypto;

/// <summary>
/// RFC 8032 on big integers, because the platform offers no Ed25519. It verifies tokens; signing is not constant-time and
/// serves policies that mint test tokens.
/// </summary>
internal static class Ed25519
{
    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly BigInteger D = Mod(-121665 * Invert(121666));
    private static readonly BigInteger RootOfMinusOne = BigInteger.ModPow(2, (P - 1) / 4, P);
    private static readonly Point Base = FromY(Mod(4 * Invert(5)), 0)!;

    /// <summary>Extended coordinates: x = X/Z, y = Y/Z, xy = T/Z.</summary>
    private sealed record Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T);

    public static bool Verify(byte[] publicKey, byte[] message, byte[] signature)
    {
        if (signature.Length != 64 || publicKey.Length != 32 || Decode(publicKey) is not { } a || Decode(signature[..32]) is not { } r)
        {
            return false;
        }

        var s = Little(signature[32..]);
        if (s >= Order)
        {
            return false;
        }

        var h = Little(SHA512.HashData([.. signature[..32], .. publicKey, .. message])) % Order;
        return AreEqual(Multiply(s, Base), Add(r, Multiply(h, a)));
    }

    public static byte[] Sign(byte[] seed, byte[] message)
    {
        var hash = SHA512.HashData(seed);
        hash[0] &= 248;
        hash[31] = (byte)((hash[31] & 127) | 64);
        var a = Little(hash[..32]);
        var publicKey = Encode(Multiply(a, Base));
        var r = Little(SHA512.HashData([.. hash[32..], .. message])) % Order;
        var point = Encode(Multiply(r, Base));
        var h = Little(SHA512.HashData([.. point, .. publicKey, .. message])) % Order;
        return [.. point, .. Bytes((r + (h * a)) % Order)];
    }

    private static BigInteger Mod(BigInteger value) => ((value % P) + P) % P;

    private static BigInteger Invert(BigInteger value) => BigInteger.ModPow(value, P - 2, P);

    private static BigInteger Little(byte[] bytes) => new(bytes, isUnsigned: true);

    private static byte[] Bytes(BigInteger value)
    {
        var bytes = new byte[32];
        value.ToByteArray(isUnsigned: true).CopyTo(bytes, 0);
        return bytes;
    }

    private static Point? FromY(BigInteger y, int sign)
    {
        if (y >= P)
        {
            return null;
        }

        var square = Mod((y * y - 1) * Invert((D * y * y) + 1));
        var x = BigInteger.ModPow(square, (P + 3) / 8, P);
        if (Mod((x * x) - square) != 0)
        {
            x = Mod(x * RootOfMinusOne);
        }

        if (Mod((x * x) - square) != 0 || (x.IsZero && sign == 1))
        {
            return null;
        }

        x = (int)(x & 1) == sign ? x : P - x;
        return new Point(x, y, 1, Mod(x * y));
    }

    private static Point? Decode(byte[] bytes)
    {
        var copy = (byte[])bytes.Clone();
        var sign = copy[31] >> 7;
        copy[31] &= 127;
        return FromY(Little(copy), sign);
    }

    private static byte[] Encode(Point point)
    {
        var inverse = Invert(point.Z);
        var bytes = Bytes(Mod(point.Y * inverse));
        bytes[31] |= (byte)((int)(Mod(point.X * inverse) & 1) << 7);
        return bytes;
    }

    private static Point Add(Point left, Point right)
    {
        var a = Mod((left.Y - left.X) * (right.Y - right.X));
        var b = Mod((left.Y + left.X) * (right.Y + right.X));
        var c = Mod(2 * left.T * right.T * D);
        var d = Mod(2 * left.Z * right.Z);
        var (e, f, g, h) = (b - a, d - c, d + c, b + a);
        return new Point(Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
    }

    private static Point Multiply(BigInteger scalar, Point point)
    {
        var result = new Point(0, 1, 1, 0);
        for (; !scalar.IsZero; scalar >>= 1)
        {
            result = scalar.IsEven ? result : Add(result, point);
            point = Add(point, point);
        }

        return result;
    }

    private static bool AreEqual(Point left, Point right) =>
        Mod((left.X * right.Z) - (right.X * left.Z)).IsZero && Mod((left.Y * right.Z) - (right.Y * left.Z)).IsZero;
}
