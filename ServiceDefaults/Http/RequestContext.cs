namespace OpenClaw.ServiceDefaults.Http;

/// <summary>
/// The request id of the story this code runs in: set by middleware for HTTP calls and by the event endpoint for
/// events, flowing through awaits, so that recorders and publishers need no parameter for it.
/// </summary>
public static class RequestContext
{
    private static readonly AsyncLocal<string?> Current = new();

    /// <summary>Id of the current story; a new one when none was set.</summary>
    public static string RequestId => Current.Value ??= NewId();

    /// <summary>Continues the story with this id in the current asynchronous flow.</summary>
    public static void Continue(string requestId) => Current.Value = requestId;

    public static string NewId() => Guid.CreateVersion7().ToString("N");

    /// <summary>Accepts only ids that are safe in logs and headers: 8 to 64 letters, digits, '-', '_' or '.'.</summary>
    public static bool IsValid(string? candidate) =>
        candidate is { Length: >= 8 and <= 64 } && candidate.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
