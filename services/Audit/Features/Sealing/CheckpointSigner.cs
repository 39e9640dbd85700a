using System.Text;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Infrastructure;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Sealing;

/// <summary>Signs checkpoints with the installation's key, which is read once from the secret store.</summary>
internal sealed class CheckpointSigner(ISecretReader secrets, IOptions<SealingOptions> options) : IDisposable
{
    public const string SecretName = "audit-signing-key";
    private readonly SemaphoreSlim _gate = new(1);
    private Ed25519Key? _key;

    public async Task<byte[]> PublicKeyAsync(CancellationToken cancellationToken) => (await KeyAsync(cancellationToken)).PublicKey;

    /// <summary>The log's name: unique, without blanks, and the same for ever.</summary>
    public string OriginOf(string tenantId) => $"{options.Value.Origin}/{Uri.EscapeDataString(tenantId)}";

    public async Task<SignedNote> SignAsync(Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(cancellationToken);
        var text = checkpoint.ToString();
        var name = NoteKey.Create(checkpoint.Origin, key.PublicKey);
        return new SignedNote(text, [new NoteSignature(name.Name, name.Id, key.Sign(Encoding.UTF8.GetBytes(text)))]);
    }

    public void Dispose()
    {
        _key?.Dispose();
        _gate.Dispose();
    }

    private async Task<Ed25519Key> KeyAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_key is null)
            {
                var configured = options.Value.SigningKey;
                var text = configured.Length > 0 ? configured : await secrets.ReadAsync(SecretName, cancellationToken);
                _key = Ed25519Key.FromSeed(Convert.FromBase64String(text));
            }

            return _key;
        }
        finally
        {
            _gate.Release();
        }
    }
}
