using System.ComponentModel.DataAnnotations;

namespace OpenClaw.Connector.Options;

/// <summary>Who a GitHub login is in the company.</summary>
internal sealed class GitHubUser
{
    [Required, StringLength(100)]
    public string UserId { get; set; } = "";

    /// <summary>Level 1 to 10 (10 = head of the company). No default: unknown stays unknown and scores as such.</summary>
    [Range(1, 10)]
    public int? Seniority { get; set; }
}
