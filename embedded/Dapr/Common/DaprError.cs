namespace Dapr;

/// <summary>The error body of the sidecar's API.</summary>
public class DaprError
{
    /// <summary>The stable code.</summary>
    public string ErrorCode { get; set; } = null!;

    /// <summary>The text for people.</summary>
    public string Message { get; set; } = null!;
}
