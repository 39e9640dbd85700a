namespace OpenClaw.Dashboard.Api;

/// <summary>Resources, their console lines and their commands, as the application host reports them.</summary>
internal static class ResourceApi
{
    public static void MapResourceApi(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/resources");
        group.MapGet("/", (HttpContext context, ResourceProxy proxy) => proxy.StreamAsync(context, "api/resources"));
        group.MapGet("/{name}/logs", (HttpContext context, ResourceProxy proxy, string name) =>
            proxy.StreamAsync(context, $"api/resources/{Uri.EscapeDataString(name)}/logs?follow=true"));
        group.MapPost("/{name}/commands/{command}", (ResourceProxy proxy, string name, string command, CancellationToken cancellationToken) =>
            proxy.CommandAsync($"api/resources/{Uri.EscapeDataString(name)}/commands/{Uri.EscapeDataString(command)}", cancellationToken));
    }
}
