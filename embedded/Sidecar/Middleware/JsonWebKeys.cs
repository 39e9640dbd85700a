using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace OpenClaw.Sidecar.Middleware;

/// <summary>The signing keys of an issuer, from its key set or found by OpenID discovery; asked again for unknown key ids.</summary>
internal sealed class JsonWebKeys(string issuer, string? address, TimeProvider clock) : IDisposable
{
    /// <summary>A flood of tokens with invented key ids must not become a flood of requests at the issuer.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 1 << 20 };
    private readonly SemaphoreSlim _gate = new(1, 1);
    private JsonElement[] _keys = [];
    private long? _read;

    public async Task<bool> VerifyAsync(string? keyId, string algorithm, byte[] signed, byte[] signature, CancellationToken cancellationToken)
    {
        var found = Find(keyId);
        if (found.Length == 0)
        {
            await ReadAsync(cancellationToken);
            found = Find(keyId);
        }
        return found.Any(key => Verify(key, algorithm, signed, signature));
    }

    public void Dispose()
    {
        _http.Dispose();
        _gate.Dispose();
    }

    private JsonElement[] Find(string? keyId) => keyId is null ? _keys : [.. _keys.Where(key => Text(key, "kid") == keyId)];

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_read is { } before && clock.GetElapsedTime(before) < ShortestPause)
            {
                return;
            }
            _read = clock.GetTimestamp();
            using var set = await GetAsync(address ?? await DiscoverAsync(cancellationToken), cancellationToken);
            _keys = [.. set.RootElement.GetProperty("keys").EnumerateArray().Select(key => key.Clone())];
        }
        catch (KeyNotFoundException error)
        {
            throw new InvalidOperationException("the issuer's answer holds no keys", error);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<string> DiscoverAsync(CancellationToken cancellationToken)
    {
        using var document = await GetAsync($"{issuer.TrimEnd('/')}/.well-known/openid-configuration", cancellationToken);
        return document.RootElement.GetProperty("jwks_uri").GetString() ?? throw new InvalidOperationException("the issuer names no key set");
    }

    private async Task<JsonDocument> GetAsync(string url, CancellationToken cancellationToken) =>
        JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri(url), cancellationToken));

    private static bool Verify(JsonElement key, string algorithm, byte[] signed, byte[] signature)
    {
        var hash = algorithm.Length == 5 ? algorithm[2..] switch
        {
            "256" => HashAlgorithmName.SHA256,
            "384" => HashAlgorithmName.SHA384,
            "512" => HashAlgorithmName.SHA512,
            _ => default,
        } : default;
        if (hash == default)
        {
            return false;
        }
        switch (Text(key, "kty"), algorithm[..2])
        {
            case ("RSA", "RS" or "PS"):
                using (var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") }))
                {
                    return rsa.VerifyData(signed, signature, hash, algorithm[0] == 'R' ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss);
                }
            case ("EC", "ES") when Curve(Text(key, "crv")) is { } curve:
                using (var ec = ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") } }))
                {
                    return ec.VerifyData(signed, signature, hash);
                }
            default:
                // Among them "none" and the symmetric ones: a public key must never serve as a shared secret.
                return false;
        }
    }

    private static ECCurve? Curve(string? name) => name switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => null,
    };

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.DecodeFromChars(Text(key, name) ?? "");

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
