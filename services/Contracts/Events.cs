namespace OpenClaw.Contracts;

/// <summary>
/// What every event carries. Events travel as CloudEvents 1.0; <see cref="EventId"/> is the CloudEvent id and the
/// idempotency key, so a producer that repeats work must derive it from what happened, never from chance.
/// </summary>
public interface IEvent
{
    string EventId { get; }
    string TenantId { get; }

    /// <summary>Request that caused the event; joins all audit entries of one story.</summary>
    string RequestId { get; }
    DateTimeOffset OccurredAt { get; }
}

/// <summary>A person as the vendor knows them and, when mapped, as this product knows them.</summary>
public sealed record Participant(string VendorLogin, string? UserId);

/// <summary>Why an item concerns a user; decides effort and wording, not priority.</summary>
public enum ItemRelation
{
    Assigned,
    ReviewRequested,
    ChangesRequested,
    Mentioned,
    Author,
}

/// <summary>What the vendor says about the life of an item.</summary>
public enum ItemState
{
    Open,
    Completed,
}

/// <summary>An item of one user's work, normalised from a vendor (spec/connectors.md 1.2). Holds no raw body.</summary>
/// <param name="Id">Unique per tenant: <c>connector:sourceId</c>, such as <c>github:acme/payments/issues/12</c>.</param>
/// <param name="Source">Connector type: github, jira, gmail, gcal, gdrive.</param>
/// <param name="Summary">Structured extraction, at most 500 characters.</param>
/// <param name="UpdatedAt">The source's own time stamp; a consumer ignores an item older than the one it holds.</param>
public sealed record ConnectorItem(
    string Id,
    string Source,
    string SourceId,
    string Title,
    string Summary,
    Classification Classification,
    string Url,
    DateTimeOffset UpdatedAt)
{
    public ItemState State { get; init; } = ItemState.Open;

    /// <summary>Users concerned and why. Empty when nobody of the tenant is.</summary>
    public IReadOnlyDictionary<string, ItemRelation> ConcernedUsers { get; init; } = new Dictionary<string, ItemRelation>();
    public IReadOnlyList<Participant> Participants { get; init; } = [];

    /// <summary>References found in the text: issue keys and <c>owner/repo#n</c>.</summary>
    public IReadOnlyList<string> References { get; init; } = [];
    public string? Repository { get; init; }
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Seniority of who asks, 1 to 10, or null when unknown.</summary>
    public int? SenderSeniority { get; init; }
    public int FollowUpCount { get; init; }
    public DateTimeOffset? SlaTimer { get; init; }

    /// <summary>Ids of the items this one blocks.</summary>
    public IReadOnlyList<string> Blocking { get; init; } = [];

    /// <summary>Whitelisted vendor facts (number, labels, branch names ...).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

/// <summary>Topic <see cref="Topics.ConnectorItems"/>: one delivery or poll page, normalised.</summary>
public sealed record ConnectorItemsChanged(
    string EventId,
    string TenantId,
    string RequestId,
    DateTimeOffset OccurredAt,
    string ConnectorId,
    IReadOnlyList<ConnectorItem> Items) : IEvent;

/// <summary>Topic <see cref="Topics.TaskChanged"/>.</summary>
public sealed record TaskChanged(
    string EventId,
    string TenantId,
    string RequestId,
    DateTimeOffset OccurredAt,
    string UserId,
    Guid TaskId,
    string Status,
    int PriorityScore) : IEvent;

/// <summary>Topic <see cref="Topics.BriefingReady"/>. Holds what delivery needs, nothing above its classification.</summary>
public sealed record BriefingReady(
    string EventId,
    string TenantId,
    string RequestId,
    DateTimeOffset OccurredAt,
    string UserId,
    Guid BriefingId,
    string SlotKey,
    int TaskCount,
    IReadOnlyList<string> TopTasks,
    Classification Classification) : IEvent;

/// <summary>Topic <see cref="Topics.NotificationCreated"/>, broadcast: pushed to the user's open sockets.</summary>
public sealed record NotificationCreated(
    string EventId,
    string TenantId,
    string RequestId,
    DateTimeOffset OccurredAt,
    string UserId,
    Guid NotificationId,
    string Kind,
    string Title,
    string Text,
    string? Link) : IEvent;

/// <summary>Topic <see cref="Topics.PolicyChanged"/>, broadcast: other bundles, or other kill switches, are in force.</summary>
public sealed record PolicyChanged(
    string EventId,
    string TenantId,
    string RequestId,
    DateTimeOffset OccurredAt,
    string Version) : IEvent
{
    /// <summary>The signed list of what is the newest now; null where only kill switches changed, or it could not be signed.</summary>
    public string? Catalogue { get; init; }

    /// <summary>The signed bundles that are new, by tenant, as far as they are small enough to travel in an event.</summary>
    public IReadOnlyDictionary<string, byte[]>? Bundles { get; init; }
}

/// <summary>
/// Topic <see cref="Topics.AuditEntries"/>: entries of one tenant that could not be handed to the audit service directly.
/// </summary>
public sealed record AuditEntriesRecorded(
    string EventId,
    string TenantId,
    string RequestId,
    DateTimeOffset OccurredAt,
    IReadOnlyList<AuditEntry> Entries) : IEvent;

/// <summary>What is wrong with the audit log or with what guards it, or what in it somebody must be told of.</summary>
public enum AuditAlarmKind
{
    /// <summary>What is stored is not what was sealed or anchored.</summary>
    Tampered,

    /// <summary>An anchor or a witness cannot be used; sealing goes on without it.</summary>
    AnchorFailing,

    /// <summary>Actions were refused, and an audit policy demands that somebody is told.</summary>
    Denied,

    /// <summary>A disk of the log is 80 % or 90 % full.</summary>
    DiskFilling,

    /// <summary>Mail was sent to somebody outside of the company, and an audit policy asks to be told.</summary>
    ExternalMail,

    /// <summary>Confidential or restricted data was accessed, and an audit policy asks to be told.</summary>
    ConfidentialAccess,

    /// <summary>One person's assistant answered more messages in a day than an audit policy wants to pass without notice.</summary>
    AutoResponses,

    /// <summary>A week is over, and its report can be read.</summary>
    WeeklyReport,

    /// <summary>A month is over, and its report can be read.</summary>
    MonthlyReport,
}

/// <summary>Topic <see cref="Topics.AuditAlarm"/>: somebody should look at the audit log.</summary>
/// <param name="TenantId">Whose log; <see cref="AllTenants"/> when all are concerned.</param>
/// <param name="Detail">What was found, for people.</param>
/// <param name="FirstBadEntry">Number of the first entry that is not what was sealed, when it is known.</param>
/// <param name="Since">From when on the detail counts, if it does: a later alarm of the same kind, team and time takes this one's place.</param>
/// <param name="TeamId">Whose lead is told, when it is not for those who look after the whole log.</param>
public sealed record AuditAlarmRaised(
    string EventId,
    string TenantId,
    string RequestId,
    DateTimeOffset OccurredAt,
    AuditAlarmKind Kind,
    string Detail,
    long? FirstBadEntry = null,
    DateTimeOffset? Since = null,
    string? TeamId = null) : IEvent
{
    /// <summary>In place of a tenant: the log of everybody, which those who run the deployment look after.</summary>
    public const string AllTenants = "*";
}
