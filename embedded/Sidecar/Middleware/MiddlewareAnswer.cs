namespace OpenClaw.Sidecar.Middleware;

/// <summary>A handler's answer instead of the next one's.</summary>
internal sealed record MiddlewareAnswer(int Status, string Body = "", IReadOnlyDictionary<string, string>? Headers = null);
