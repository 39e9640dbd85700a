namespace Dapr;

/// <summary>The sidecar answered with an error of its own.</summary>
public class DaprApiException : DaprException
{
    /// <summary>Creates an exception without details.</summary>
    public DaprApiException()
        : this(string.Empty, string.Empty, isTransient: false)
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public DaprApiException(string message)
        : this(message, string.Empty, isTransient: false)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public DaprApiException(string message, Exception innerException)
        : this(message, innerException, string.Empty, isTransient: false)
    {
    }

    /// <summary>Creates the exception with the sidecar's code.</summary>
    public DaprApiException(string errorCode, bool isTransient)
        : this(string.Empty, errorCode, isTransient)
    {
    }

    /// <summary>Creates the exception with the sidecar's message and code.</summary>
    public DaprApiException(string message, string errorCode, bool isTransient)
        : base(message)
    {
        ErrorCode = errorCode;
        IsTransient = isTransient;
    }

    /// <summary>Creates the exception with a cause and the sidecar's message and code.</summary>
    public DaprApiException(string message, Exception inner, string errorCode, bool isTransient)
        : base(message, inner)
    {
        ErrorCode = errorCode;
        IsTransient = isTransient;
    }

    /// <summary>The sidecar's code, for example <c>ERR_STATE_GET</c>; empty when it gave none.</summary>
    public string ErrorCode { get; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient { get; }
}
