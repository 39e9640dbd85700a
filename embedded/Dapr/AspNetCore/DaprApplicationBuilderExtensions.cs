using Dapr;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the CloudEvents middleware.</summary>
public static class DaprApplicationBuilderExtensions
{
    /// <summary>Unwraps CloudEvents before endpoints see them.</summary>
    public static IApplicationBuilder UseCloudEvents(this IApplicationBuilder builder) =>
        builder.UseCloudEvents(new CloudEventsMiddlewareOptions());

    /// <summary>Unwraps CloudEvents before endpoints see them.</summary>
    public static IApplicationBuilder UseCloudEvents(this IApplicationBuilder builder, CloudEventsMiddlewareOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseMiddleware<CloudEventsMiddleware>(options);
    }
}
