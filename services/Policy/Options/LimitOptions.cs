using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Policy.Options;

/// <summary>How much of policies one tenant may have in force: every replica of every service holds all of it.</summary>
internal sealed class LimitOptions
{
    public const string Section = "Policy:Limits";

    /// <summary>Most policies and modules in force. Default 2000: an enterprise, a hundred organisations and teams, and some hundred people with policies of their own.</summary>
    [Range(1, 100_000)]
    public int MaxDocuments { get; set; } = 2000;

    /// <summary>Most bytes of their texts together. Default 4 MiB: a change is announced with the whole bundle, which a broker takes in one message.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Most bytes of a packed folder. Default 1 MiB: what the gateway takes, and several times what 4 MiB of policies need.</summary>
    [Range(1024, 25 * 1024 * 1024)]
    public int MaxImportBytes { get; set; } = 1024 * 1024;
}

[OptionsValidator]
internal sealed partial class LimitOptionsValidator : IValidateOptions<LimitOptions>;
