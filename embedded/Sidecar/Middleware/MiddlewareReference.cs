namespace OpenClaw.Sidecar.Middleware;

/// <summary>An entry of <c>httpPipeline.handlers</c> or <c>appHttpPipeline.handlers</c>.</summary>
internal sealed record MiddlewareReference(string Name, string Type);
