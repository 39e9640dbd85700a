using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Policy.Options;

/// <summary>Companies of this deployment.</summary>
internal sealed class TenantOptions
{
    public const string Section = "Tenants";

    /// <summary>
    /// The tenant whose enterprise administrators may see and add other tenants. It is there from the start.
    /// Default none: everybody sees their own only.
    /// </summary>
    [RegularExpression("^([a-z0-9][a-z0-9-]{0,127})?$")]
    public string Owner { get; set; } = "";

    /// <summary>Name by id of further tenants that are there from the start, active. Default none.</summary>
    public Dictionary<string, string> Seed { get; } = new(StringComparer.Ordinal);
}

[OptionsValidator]
internal sealed partial class TenantOptionsValidator : IValidateOptions<TenantOptions>;
