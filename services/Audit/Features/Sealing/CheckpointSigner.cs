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

    /// <summary>The keys that the configuration vouches for: the one that signs and those it replaced. The database's list is no such source.</summary>
    public async Task<IReadOnlyList<byte[]>> TrustedKeysAsync(CancellationToken cancellationToken) =>
        [await PublicKeyAsync(cancellationToken), .. options.Value.PreviousKeys.Select(Convert.FromBase64String)];

    /// <summary>The log's name: unique, without blanks, and the same for ever.</summary>
    public string OriginOf(string tenantId) => $"{options.Value.Origin}/{Uri.EscapeDataString(tenantId)}";

    public Task<SignedNote> SignAsync(Checkpoint checkpoint, CancellationToken cancellationToken) =>
        SignNoteAsync(checkpoint.Origin, checkpoint.ToString(), cancellationToken);

    /// <summary>Signs another text of a tenant's log, which must not be one that could be read as a checkpoint.</summary>
    public Task<SignedNote> SignAsync(string tenantId, string text, CancellationToken cancellationToken) =>
        Checkpoint.Parse(text) is null
            ? SignNoteAsync(OriginOf(tenantId), text, cancellationToken)
            : throw new ArgumentException("A checkpoint is signed by the sealer only.", nameof(text));

    private async Task<SignedNote> SignNoteAsync(string name, string text, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(cancellationToken);
        var signer = NoteKey.Create(name, key.PublicKey);
        return new SignedNote(text, [new NoteSignature(signer.Name, signer.Id, key.Sign(Encoding.UTF8.GetBytes(text)))]);
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
