using OpenClaw.Rego;

namespace OpenClaw.Opa.Core;

/// <summary>A request that is answered with an error body: status, code, message and what the compiler found.</summary>
internal sealed class OpaException(int status, string code, string message, IReadOnlyList<RegoError>? errors = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public IReadOnlyList<RegoError> Errors { get; } = errors ?? [];

    /// <summary>What may help with the first error.</summary>
    public string? Details { get; init; }

    public static OpaException Invalid(string message, IReadOnlyList<RegoError>? errors = null) => new(400, "invalid_parameter", message, errors);

    public static OpaException NotFound(string message) => new(404, "resource_not_found", message);

    public static OpaException Conflict(string message) => new(404, "resource_conflict", message);

    public static OpaException Internal(string message, IReadOnlyList<RegoError>? errors = null) => new(500, "internal_error", message, errors);
}
