using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Options;

internal sealed class SubjectOptions
{
    public const string Section = "Audit:Subjects";

    /// <summary>
    /// The key that wraps the persons' keys: 32 bytes in Base64. Empty (the default) takes the secret
    /// <c>audit-master-key</c> from the secret store. It must outlive the log.
    /// </summary>
    public string MasterKey { get; set; } = "";

    /// <summary>
    /// Members of details that say something about a person and are encrypted under that person's key. The default names
    /// titles, summaries, people's names and addresses; what is technical stays readable and searchable.
    /// </summary>
    [Required]
    public IList<string> PersonalFields { get; } =
    [
        "title", "subject", "summary", "displayName", "fullName", "firstName", "lastName", "login", "vendorLogin", "author",
        "assignee", "assignees", "reviewer", "reviewers", "participants", "to", "cc", "bcc", "recipients", "sender",
        "topTasks", "device", "userAgent",
    ];

    /// <summary>Members of details that hold ids of users of the tenant; each is replaced by that person's pseudonym.</summary>
    [Required]
    public IList<string> IdentityFields { get; } =
        ["user", "users", "userId", "actor", "approver", "member", "owner", "recipient", "counterparty", "initiatorUserId", "responderUserId"];

    /// <summary>Keys held in memory. Default 50,000, some 20 MB: every person of a large company once.</summary>
    [Range(100, 10_000_000)]
    public int MaxCached { get; set; } = 50_000;

    /// <summary>How often a replica asks which keys to forget. Default 2 s: an erasure holds everywhere within 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:05")]
    public TimeSpan ForgetInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The services that hold data of persons and are asked for it, besides the log itself.</summary>
    [Required]
    public IList<string> Services { get; } = [AppIds.Gateway, AppIds.Policy, AppIds.Briefing, AppIds.Notification];

    /// <summary>How long one service may take. Default 10 s: it deletes one person's rows.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan ServiceTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before a service that failed is asked again, growing up to twenty times. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(15);
}

[OptionsValidator]
internal sealed partial class SubjectOptionsValidator : IValidateOptions<SubjectOptions>;
