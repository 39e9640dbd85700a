using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.Policy.Features.Accounts;

/// <summary>
/// A key: <c>oca_&lt;id&gt;_&lt;secret&gt;</c>, 64 random bits to find it and 256 to prove it. A secret of that size needs no
/// slow hash: there is nothing to guess.
/// </summary>
internal sealed record NewKey(string Id, string Text, string SecretHash)
{
    public static NewKey Make()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return new NewKey(id, $"oca_{id}_{secret}", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(secret))));
    }
}
