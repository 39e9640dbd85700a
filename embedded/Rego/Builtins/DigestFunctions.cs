using System.Security.Cryptography;
using System.Text;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class DigestFunctions
{
    public static IEnumerable<Builtin> All() =>
    [
        Digest("crypto.md5", Md5),
        Digest("crypto.sha1", Sha1),
        Digest("crypto.sha256", SHA256.HashData),
        Mac("crypto.hmac.md5", HmacMd5),
        Mac("crypto.hmac.sha1", HmacSha1),
        Mac("crypto.hmac.sha256", HMACSHA256.HashData),
        Mac("crypto.hmac.sha512", HMACSHA512.HashData),
        new("crypto.hmac.equal", 2, (c, a) => c.Text(a, 0, out var x) && c.Text(a, 1, out var y)
            ? BooleanValue.Of(CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(x), Encoding.UTF8.GetBytes(y)))
            : null),
    ];

#pragma warning disable CA5350, CA5351 // The language offers these digests; what a policy hashes with them is the policy's choice.
    private static byte[] Md5(byte[] data) => MD5.HashData(data);

    private static byte[] Sha1(byte[] data) => SHA1.HashData(data);

    private static byte[] HmacMd5(byte[] key, byte[] data) => HMACMD5.HashData(key, data);

    private static byte[] HmacSha1(byte[] key, byte[] data) => HMACSHA1.HashData(key, data);
#pragma warning restore CA5350, CA5351

    private static Builtin Digest(string name, Func<byte[], byte[]> hash) =>
        new(name, 1, (c, a) => c.Text(a, 0, out var text) ? Operands.Value(Convert.ToHexStringLower(hash(Encoding.UTF8.GetBytes(text)))) : null);

    private static Builtin Mac(string name, Func<byte[], byte[], byte[]> mac) =>
        new(name, 2, (c, a) => c.Text(a, 0, out var text) && c.Text(a, 1, out var key)
            ? Operands.Value(Convert.ToHexStringLower(mac(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text))))
            : null);
}
