using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>
/// What of an action's parameters never reaches the log. Secrets are always replaced and cannot be configured away. Names
/// count however they are spelled: <c>raw_body</c>, <c>rawBody</c> and <c>Raw-Body</c> are one.
/// </summary>
public sealed class AuditRedactionOptions
{
    public const string Section = "Audit:Redaction";

    /// <summary>
    /// Members that hold content instead of facts; their length is kept. The default names bodies, prompts and answers of
    /// models, transcripts and search terms: raw data is not to be kept, and the log keeps everything for a year.
    /// </summary>
    [Required]
    public IList<string> ContentFields { get; } =
    [
        "body", "bodyText", "bodyHtml", "rawBody", "originalBody", "responseBody", "requestBody", "html", "raw", "payload", "content",
        "fileContent", "attachment", "attachments", "transcript", "messages", "prompt", "systemPrompt", "completion", "answer",
        "snippet", "diff", "patch", "searchTerm", "searchTerms", "searchQuery",
    ];

    /// <summary>
    /// Members about persons that no review of an action needs. Who acted for whom is recorded elsewhere and encrypted at
    /// rest; the default names means of contact and what the law protects most.
    /// </summary>
    [Required]
    public IList<string> PersonalFields { get; } =
    [
        "email", "emailAddress", "mail", "phone", "phoneNumber", "mobile", "postalAddress", "homeAddress", "street", "birthDate",
        "dateOfBirth", "ssn", "socialSecurityNumber", "passport", "passportNumber", "iban", "creditCard", "cardNumber", "salary",
        "ipAddress", "clientIp", "location", "latitude", "longitude",
    ];

    /// <summary>
    /// Members that name a person by intent, in which an address of mail is an identity and stays: without it nobody could
    /// tell afterwards whom an act concerned.
    /// </summary>
    [Required]
    public IList<string> IdentityFields { get; } =
    [
        "user", "users", "userId", "actor", "account", "approver", "member", "owner", "recipient", "recipients", "sender", "to", "cc", "bcc", "from",
    ];

    /// <summary>Whether addresses of mail in any other text are replaced. Default true.</summary>
    public bool MailAddresses { get; set; } = true;
}

[OptionsValidator]
internal sealed partial class AuditRedactionOptionsValidator : IValidateOptions<AuditRedactionOptions>;
