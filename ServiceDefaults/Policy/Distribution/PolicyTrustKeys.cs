using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>
/// Knows whose signatures count: by configuration, else from the secret store. While the key is being changed the secret holds
/// the old and the new one; a signature that none explains makes us read it again.
/// </summary>
internal sealed class PolicyTrustKeys(IOptions<PolicyOptions> options, ISecretReader secrets, TimeProvider time)
{
    public const string SecretName = "policy-bundle-public-key";

    /// <summary>Least time between two readings, so that forged signatures cannot keep the secret store busy.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private volatile PolicyTrust? _trust;
    private long _readAt;

    /// <summary>Runs a check with the keys, and once more with fresh ones if it fails.</summary>
    /// <exception cref="PolicySealException">The check fails with the newest keys.</exception>
    /// <exception cref="PolicySourceException">The keys cannot be read.</exception>
    public async Task<T> CheckAsync<T>(Func<PolicyTrust, T> check, CancellationToken cancellationToken)
    {
        var trust = _trust ?? await ReadAsync(cancellationToken);
        try
        {
            return check(trust);
        }
        catch (PolicySealException) when (time.GetElapsedTime(Volatile.Read(ref _readAt)) >= Rest)
        {
            return check(await ReadAsync(cancellationToken));
        }
    }

    private async Task<PolicyTrust> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var pem = options.Value.PublicKey is { Length: > 0 } configured ? configured : await secrets.ReadAsync(SecretName, cancellationToken);
            var trust = new PolicyTrust(pem);
            Volatile.Write(ref _readAt, time.GetTimestamp());
            return _trust = trust;
        }
        catch (Exception exception) when (exception is SecretUnavailableException or CryptographicException)
        {
            throw new PolicySourceException($"The key of policy bundles cannot be read: {exception.Message}", exception);
        }
    }
}
