namespace OpenClaw.Rego;

/// <summary>A policy or query that does not compile, or an evaluation that ended with an error.</summary>
public sealed class RegoException : Exception
{
    public RegoException(IReadOnlyList<RegoError> errors)
        : base(string.Join('\n', errors)) => Errors = errors;

    public RegoException(RegoError error)
        : this([error])
    {
    }

    public RegoException()
        : this([])
    {
    }

    public RegoException(string message)
        : this(new RegoError("eval_internal_error", message, null, 0, 0))
    {
    }

    public RegoException(string message, Exception innerException)
        : base(message, innerException) => Errors = [new RegoError("eval_internal_error", message, null, 0, 0)];

    /// <summary>Every error found, sorted by file, row and column.</summary>
    public IReadOnlyList<RegoError> Errors { get; }
}
