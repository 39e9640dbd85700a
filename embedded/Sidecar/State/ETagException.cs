using OpenClaw.Sidecar.Resiliency;

namespace OpenClaw.Sidecar.State;

/// <summary>The etag does not match (409) or has a form the store cannot have given out (400). Never retried.</summary>
internal sealed class ETagException(bool invalid, string message) : Exception(message), IPermanentFailure
{
    public bool IsInvalid { get; } = invalid;

    public static ETagException Mismatch(string key) => new(false, $"possible etag mismatch. error from state store: key {key}");

    public static ETagException Invalid(string etag) => new(true, $"invalid etag value: {etag}");
}
