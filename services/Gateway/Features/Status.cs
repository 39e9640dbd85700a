using Microsoft.AspNetCore.Http.HttpResults;

namespace OpenClaw.Gateway.Features;

/// <summary>Whether the door is open. Says nothing about what is behind it, because nobody has to sign in to ask.</summary>
public sealed record SystemStatus(string Status, DateTimeOffset Timestamp);

internal static class StatusEndpoint
{
    public static RouteHandlerBuilder MapStatus(this IEndpointRouteBuilder api) =>
        api.MapGet("/status", Handle)
            .WithName("Status")
            .WithSummary("Whether the system answers")
            .AllowAnonymous();

    private static Ok<SystemStatus> Handle(TimeProvider time) => TypedResults.Ok(new SystemStatus("healthy", time.GetUtcNow()));
}
