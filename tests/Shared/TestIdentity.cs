using System.Net.Http.Headers;
using System.Security.Cryptography;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Testing;

/// <summary>A gateway's signing key and a sidecar's token, made for one test run: mints what services accept.</summary>
internal sealed class TestIdentity : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly InternalTokenMinter _minter;

    public TestIdentity() =>
        _minter = new InternalTokenMinter(_key.ExportPkcs8PrivateKeyPem(), new InternalTokenOptions(), TimeProvider.System);

    public string SidecarToken { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>What a service needs to accept us.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["APP_API_TOKEN"] = SidecarToken,
        ["InternalToken__PublicKey"] = _key.ExportSubjectPublicKeyInfoPem(),
    };

    public HttpRequestMessage AsService(string appId, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add(HeaderNames.DaprApiToken, SidecarToken);
        request.Headers.Add(HeaderNames.DaprCallerAppId, appId);
        return request;
    }

    public HttpRequestMessage AsPerson(Caller caller, HttpMethod method, string path)
    {
        var request = AsService(AppIds.Gateway, method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _minter.Mint(caller).Token);
        return request;
    }

    public void Dispose()
    {
        _minter.Dispose();
        _key.Dispose();
    }
}
