namespace Dapr.Common.Exceptions;

/// <summary>An error with its details.</summary>
public sealed record DaprExtendedErrorInfo(int Code, string Message)
{
    /// <summary>The details.</summary>
    public DaprExtendedErrorDetail[] Details { get; init; } = [];
}
