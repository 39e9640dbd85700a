using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Policy.Options;

internal sealed class RulesOptions
{
    public const string Section = "Policy:Rules";

    /// <summary>Folder with <c>*.rego</c> modules and <c>data.json</c> documents. Default: the rules shipped beside the service.</summary>
    [Required]
    public string Folder { get; set; } = Path.Combine(AppContext.BaseDirectory, "Rules");

    /// <summary>
    /// How often folder and database are compared with what is loaded. Default 1 s: a change made on another replica is announced,
    /// and waits that long here only when the announcement is lost.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a bundle is handed out while the database cannot be seen. Default 5 s: five looks. Whoever then gets no
    /// bundle keeps trusting its own for the 60 s that are promised.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaxUnconfirmed { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Private key of bundles in PEM (P-256). Default: secret <c>policy-bundle-signing-key</c>.</summary>
    public string SigningKey { get; set; } = "";
}

[OptionsValidator]
internal sealed partial class RulesOptionsValidator : IValidateOptions<RulesOptions>;
