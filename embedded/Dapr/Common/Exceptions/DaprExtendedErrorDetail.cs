namespace Dapr.Common.Exceptions;

/// <summary>What a detail is about.</summary>
public enum DaprExtendedErrorType
{
    /// <summary>Something this library does not know.</summary>
    Unknown = 0,

    /// <summary>When to try again.</summary>
    RetryInfo = 1,

    /// <summary>For developers.</summary>
    DebugInfo = 2,

    /// <summary>A limit was reached.</summary>
    QuotaFailure = 3,

    /// <summary>A precondition failed.</summary>
    PreconditionFailure = 4,

    /// <summary>Which request it was.</summary>
    RequestInfo = 5,

    /// <summary>A text for users.</summary>
    LocalizedMessage = 6,

    /// <summary>Fields of the request were wrong.</summary>
    BadRequest = 7,

    /// <summary>The cause as a code.</summary>
    ErrorInfo = 8,

    /// <summary>Where to read more.</summary>
    Help = 9,

    /// <summary>Which resource it was.</summary>
    ResourceInfo = 10,
}

/// <summary>One detail of an error.</summary>
public abstract record DaprExtendedErrorDetail
{
    private protected DaprExtendedErrorDetail(DaprExtendedErrorType errorType) => ErrorType = errorType;

    /// <summary>What it is about.</summary>
    public DaprExtendedErrorType ErrorType { get; init; }
}

/// <summary>A detail this library does not know.</summary>
public sealed record DaprUnknownDetail(string TypeUrl) : DaprExtendedErrorDetail(DaprExtendedErrorType.Unknown);

/// <summary>For developers.</summary>
public sealed record DaprDebugInfoDetail(IReadOnlyCollection<string> StackEntries, string Detail) : DaprExtendedErrorDetail(DaprExtendedErrorType.DebugInfo);

/// <summary>A text for users.</summary>
public sealed record DaprLocalizedMessageDetail(string Locale, string Message) : DaprExtendedErrorDetail(DaprExtendedErrorType.LocalizedMessage);

/// <summary>A precondition that failed.</summary>
public sealed record DaprPreconditionFailureViolation(string Type, string Subject, string Description);

/// <summary>A precondition failed.</summary>
public sealed record DaprPreconditionFailureDetail() : DaprExtendedErrorDetail(DaprExtendedErrorType.PreconditionFailure)
{
    /// <summary>Which ones.</summary>
    public IReadOnlyCollection<DaprPreconditionFailureViolation> Violations { get; init; } = [];
}

/// <summary>A limit that was reached.</summary>
public sealed record DaprQuotaFailureViolation(string Subject, string Description);

/// <summary>A limit was reached.</summary>
public sealed record DaprQuotaFailureDetail() : DaprExtendedErrorDetail(DaprExtendedErrorType.QuotaFailure)
{
    /// <summary>Which ones.</summary>
    public IReadOnlyCollection<DaprQuotaFailureViolation> Violations { get; init; } = [];
}

/// <summary>Which request it was.</summary>
public sealed record DaprRequestInfoDetail(string RequestId, string ServingData) : DaprExtendedErrorDetail(DaprExtendedErrorType.RequestInfo);

/// <summary>How long to wait.</summary>
public sealed record DaprRetryDelay(long Seconds, int Nanos);

/// <summary>When to try again.</summary>
public sealed record DaprRetryInfoDetail() : DaprExtendedErrorDetail(DaprExtendedErrorType.RetryInfo)
{
    /// <summary>How long to wait.</summary>
    public DaprRetryDelay Delay = new(0, 0);
}

/// <summary>The cause as a code.</summary>
public sealed record DaprErrorInfoDetail(string Reason, string Domain, IDictionary<string, string>? Metadata)
    : DaprExtendedErrorDetail(DaprExtendedErrorType.ErrorInfo);

/// <summary>Which resource it was.</summary>
public sealed record DaprResourceInfoDetail(string ResourceType, string ResourceName, string Owner, string Description)
    : DaprExtendedErrorDetail(DaprExtendedErrorType.ResourceInfo);

/// <summary>A field that was wrong.</summary>
public sealed record DaprBadRequestDetailFieldViolation(string Field, string Description);

/// <summary>Fields of the request were wrong.</summary>
public sealed record DaprBadRequestDetail() : DaprExtendedErrorDetail(DaprExtendedErrorType.BadRequest)
{
    /// <summary>The fields.</summary>
    public IReadOnlyCollection<DaprBadRequestDetailFieldViolation> FieldViolations { get; init; } = [];
}

/// <summary>A place to read more.</summary>
public sealed record DaprHelpDetailLink(string Url, string Description);

/// <summary>Where to read more.</summary>
public sealed record DaprHelpDetail() : DaprExtendedErrorDetail(DaprExtendedErrorType.Help)
{
    /// <summary>The places.</summary>
    public IReadOnlyCollection<DaprHelpDetailLink> Links { get; init; } = [];
}
