using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>Tells whether a call came through this app's own sidecar, in time that does not depend on the guess.</summary>
internal sealed class SidecarToken(IOptions<SidecarTokenOptions> options)
{
    private readonly byte[] _expected = Digest(options.Value.Token);

    public bool IsPresent(HttpRequest request) =>
        request.Headers[HeaderNames.DaprApiToken] is [{ Length: > 0 } token]
        && CryptographicOperations.FixedTimeEquals(Digest(token), _expected);

    // Digests have one length, so not even the length of the token can be measured.
    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
