using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>
/// The installation's key over all persons' keys, read once from the secret store. It never encrypts anything of the log
/// itself, and two keys are derived from it, so that finding a person and unwrapping a key are different secrets.
/// </summary>
internal sealed class MasterKey(ISecretReader secrets, IOptions<SubjectOptions> options) : IDisposable
{
    public const string SecretName = "audit-master-key";
    private const int Length = 32;
    private readonly SemaphoreSlim _gate = new(1);
    private volatile DerivedKeys? _keys;

    /// <exception cref="SecretUnavailableException">The secret store does not answer.</exception>
    public async ValueTask<DerivedKeys> ReadAsync(CancellationToken cancellationToken)
    {
        if (_keys is { } known)
        {
            return known;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_keys is null)
            {
                var configured = options.Value.MasterKey;
                var text = configured.Length > 0 ? configured : await secrets.ReadAsync(SecretName, cancellationToken);
                _keys = Derive(Convert.FromBase64String(text));
            }

            return _keys;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private static DerivedKeys Derive(byte[] master) => master.Length == Length
        ? new DerivedKeys(Expand(master, "openclaw audit subject lookup"), Expand(master, "openclaw audit subject wrap"))
        : throw new FormatException($"{SecretName} must be {Length} bytes in Base64.");

    private static byte[] Expand(byte[] master, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, master, Length, info: Encoding.ASCII.GetBytes(purpose));
}

/// <summary>What is derived from the master key.</summary>
internal sealed record DerivedKeys(byte[] Lookup, byte[] Wrap)
{
    /// <summary>Finds a person's row without spelling their id.</summary>
    public byte[] LookupOf(PersonId person) => HMACSHA256.HashData(Lookup, Encoding.UTF8.GetBytes($"{person.TenantId}\n{person.UserId}"));
}
