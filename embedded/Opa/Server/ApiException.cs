using OpenClaw.Rego;

namespace OpenClaw.Opa.Server;

/// <summary>A request that is answered with an error body.</summary>
internal sealed class ApiException(int status, string code, string message, IReadOnlyList<RegoError>? errors = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public IReadOnlyList<RegoError> Errors { get; } = errors ?? [];
}
