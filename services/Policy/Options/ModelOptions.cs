using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Policy.Options;

/// <summary>The models there are. What is not in here is of no known provider, and so of none that is allowed.</summary>
internal sealed class ModelOptions
{
    public const string Section = "Policy:Models";

    /// <summary>Provider by model. Default: one self-hosted model, because there must always be somewhere to send sensitive data.</summary>
    [MinLength(1)]
    public Dictionary<string, string> Catalogue { get; } = new(StringComparer.Ordinal) { ["local-llm-default"] = "self-hosted" };
}

[OptionsValidator]
internal sealed partial class ModelOptionsValidator : IValidateOptions<ModelOptions>;
