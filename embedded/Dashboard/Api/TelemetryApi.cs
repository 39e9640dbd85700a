using OpenClaw.Dashboard.Telemetry;

namespace OpenClaw.Dashboard.Api;

/// <summary>Read access to the telemetry for the page and for scripts.</summary>
internal static class TelemetryApi
{
    private const int MaxRows = 1000;

    public static void MapTelemetryApi(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/telemetry");
        group.MapGet("/resources", (TelemetryStore store) => store.Services());
        group.MapGet("/traces", (TelemetryStore store, string? resource, string? text, bool? hasError, int? limit) =>
            store.Traces(NullIfEmpty(resource), text, hasError ?? false, Rows(limit, 100)));
        group.MapGet("/traces/{traceId}", (TelemetryStore store, string traceId) =>
            store.Trace(traceId) is { Count: > 0 } spans ? Results.Ok(spans) : Results.NotFound());
        group.MapGet("/logs", (TelemetryStore store, string? resource, string? traceId, string? text, int? severity, long? after, int? limit) =>
            store.Logs(NullIfEmpty(resource), NullIfEmpty(traceId), text, severity ?? 0, after ?? 0, Rows(limit, 200)));
        group.MapGet("/metrics", (TelemetryStore store, string? resource) => store.Metrics(NullIfEmpty(resource)));
        group.MapPost("/clear", (TelemetryStore store) =>
        {
            store.Clear();
            return Results.NoContent();
        });
    }

    private static int Rows(int? asked, int otherwise) => Math.Clamp(asked ?? otherwise, 1, MaxRows);

    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
