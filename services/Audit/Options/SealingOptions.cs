using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Audit.Options;

internal sealed class SealingOptions
{
    public const string Section = "Audit:Sealing";

    /// <summary>
    /// First part of each log's name, the tenant the second: <c>origin/tenant</c>. It belongs to the signature, so it must
    /// never change for an installation and should be its own.
    /// </summary>
    [Required, RegularExpression(@"^[A-Za-z0-9._/-]+$")]
    public string Origin { get; set; } = "openclaw.audit";

    /// <summary>
    /// The Ed25519 key that signs checkpoints: 32 bytes in Base64. Empty (the default) takes the secret
    /// <c>audit-signing-key</c> from the secret store.
    /// </summary>
    public string SigningKey { get; set; } = "";

    /// <summary>
    /// Public keys (32 bytes in Base64) that signed before the present one. Receipts need none of this, because the database
    /// lists all keys; what an owner of the database could forge with a key of its own does, such as acknowledgements.
    /// </summary>
    public IReadOnlyList<string> PreviousKeys { get; set; } = [];

    /// <summary>
    /// Pause between looks at the queue. Default 250 ms: the promise is a checkpoint within 1 s of a commit, and while commits follow one
    /// another a seal begins every second interval only.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Entries per sealing transaction, the last commit taken whole. Default 5,000: a quarter of a second's worth at the goal's rate.</summary>
    [Range(1, 50_000)]
    public int MaxEntriesPerSeal { get; set; } = 5000;

    /// <summary>
    /// Entries waiting for the seal beyond which commits wait too. Default 20,000: a second's worth at the goal's rate. A machine that
    /// seals more slowly than that takes longer for as many.
    /// </summary>
    [Range(1, 10_000_000)]
    public int MaxWaitingEntries { get; set; } = 20_000;

    /// <summary>How long a sealer that fell silent blocks the others. Default 5 s: longer than any sealing transaction.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Age from which an intent without outcome is reported. Default 5 min: no governed action takes longer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan OpenAfter { get; set; } = TimeSpan.FromMinutes(5);
}

[OptionsValidator]
internal sealed partial class SealingOptionsValidator : IValidateOptions<SealingOptions>;
