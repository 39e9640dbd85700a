using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OpenClaw.Policy.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>Signs what is handed out, with the installation's key, which is read once: configuration first, else the secret store.</summary>
internal sealed class BundleSigner(ISecretReader secrets, IOptions<RulesOptions> options) : IDisposable
{
    public const string SecretName = "policy-bundle-signing-key";

    /// <summary>Packed bundles that are kept. Two generations of a few hundred tenants; what is not there is packed again.</summary>
    private const int MostPacked = 1_000;

    private readonly ConcurrentDictionary<(string Scope, string Version), byte[]> _packed = new();
    private readonly SemaphoreSlim _gate = new(1);
    private PolicySigningKey? _key;

    /// <exception cref="SecretUnavailableException">The key cannot be read now.</exception>
    public async Task<string> SealAsync(PolicyCatalogue catalogue, CancellationToken cancellationToken) => catalogue.Seal(await KeyAsync(cancellationToken));

    /// <param name="scope">The tenant, or <see cref="PolicyCatalogue.Everybody"/>.</param>
    /// <exception cref="SecretUnavailableException">The key cannot be read now.</exception>
    public async Task<byte[]> PackAsync(string scope, PolicyBundle bundle, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(cancellationToken);
        if (_packed.Count > MostPacked)
        {
            _packed.Clear();
        }

        return _packed.GetOrAdd((scope, bundle.Version), _ => BundleArchive.Pack(bundle, scope, key));
    }

    public void Dispose()
    {
        _key?.Dispose();
        _gate.Dispose();
    }

    private async Task<PolicySigningKey> KeyAsync(CancellationToken cancellationToken)
    {
        if (_key is { } known)
        {
            return known;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _key ??= new PolicySigningKey(options.Value.SigningKey is { Length: > 0 } configured ? configured : await secrets.ReadAsync(SecretName, cancellationToken));
        }
        catch (CryptographicException exception)
        {
            throw new SecretUnavailableException($"The secret {SecretName} holds no P-256 key: {exception.Message}", exception);
        }
        finally
        {
            _gate.Release();
        }
    }
}
