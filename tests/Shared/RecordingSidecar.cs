using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;

namespace OpenClaw.Testing;

/// <summary>
/// A loopback server with the routes of a sidecar's HTTP port that the audit recorder and the policy enforcement point use.
/// It keeps what it is given and can refuse everything.
/// </summary>
internal sealed class RecordingSidecar : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RecordingSidecar(WebApplication app)
    {
        _app = app;
        _app.MapPost("/v1.0/invoke/audit/method/api/v1/audit/entries", StoreAsync);
        _app.MapPost("/v1.0/publish/{component}/{topic}", PublishAsync);
        _app.MapGet("/v1.0/invoke/policy/method/internal/policy/bundles", (HttpContext context) => Catalogue(context));
        _app.MapGet("/v1.0/invoke/policy/method/internal/policy/bundle", (HttpContext context) => Bundle(context));
        _app.MapPost("/v1.0/invoke/policy/method/internal/policy/replicas", (JsonElement report) =>
        {
            PolicyReports.Enqueue(report);
            return Results.NoContent();
        });
        _app.MapGet("/v1.0/invoke/policy/method/internal/policy/stops", () => Stops is { } stops ? Results.Ok(stops) : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
        _app.MapGet("/v1.0/invoke/audit/method/internal/audit/decisions", Decisions);
        _app.MapPost("/v1.0/invoke/{app}/method/internal/user-data/export", () => new UserDataExport([]));
        _app.MapPost("/v1.0/invoke/{app}/method/internal/user-data/erase", () => new UserDataErased(new Dictionary<string, int>()));
        _app.MapGet("/v1.0/healthz/{**rest}", () => Results.NoContent());
    }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public ConcurrentQueue<AuditEntry> AuditEntries { get; } = new();

    public ConcurrentQueue<AuditBatch> AuditBatches { get; } = new();

    public ConcurrentQueue<string> Published { get; } = new();

    /// <summary>What replicas said they decide with.</summary>
    public ConcurrentQueue<JsonElement> PolicyReports { get; } = new();

    /// <summary>Refuses everything.</summary>
    public bool IsBroken { get; set; }

    /// <summary>What the audit service answers when the sidecar reaches it.</summary>
    public Func<AuditBatch, int> AuditStatus { get; set; } = _ => StatusCodes.Status200OK;

    /// <summary>Whether the broker takes messages.</summary>
    public bool IsBrokerDown { get; set; }

    /// <summary>What the policy service answers when it is asked for the newest versions.</summary>
    public Func<HttpContext, IResult> Catalogue { get; set; } = _ => Results.StatusCode(StatusCodes.Status503ServiceUnavailable);

    /// <summary>What the policy service answers when it is asked for a bundle.</summary>
    public Func<HttpContext, IResult> Bundle { get; set; } = _ => Results.StatusCode(StatusCodes.Status503ServiceUnavailable);

    /// <summary>The kill switches that are on; null: the policy service cannot tell.</summary>
    public StopList? Stops { get; set; } = new([]);

    /// <summary>Runs before the audit service answers.</summary>
    public Func<AuditBatch, Task> BeforeAudit { get; set; } = _ => Task.CompletedTask;

    public static async Task<RecordingSidecar> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(options => ContractsJson.Configure(options.SerializerOptions));
        var sidecar = new RecordingSidecar(builder.Build());
        await sidecar._app.StartAsync();
        return sidecar;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> StoreAsync(AuditBatch batch)
    {
        await BeforeAudit(batch);
        var status = IsBroken ? StatusCodes.Status500InternalServerError : AuditStatus(batch);
        if (status != StatusCodes.Status200OK)
        {
            return Results.StatusCode(status);
        }

        AuditBatches.Enqueue(batch);
        foreach (var entry in batch.Entries)
        {
            AuditEntries.Enqueue(entry);
        }

        return Results.Ok(new AuditBatchAccepted(batch.Entries.Count, 0));
    }

    /// <summary>The recorded decisions of a tenant in pages of two, as the audit service gives them.</summary>
    private IResult Decisions(string tenantId, string? cursor)
    {
        const int Page = 2;
        if (IsBroken)
        {
            return Results.StatusCode(StatusCodes.Status500InternalServerError);
        }

        var first = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
        var decisions = AuditEntries.Where(entry => entry.TenantId == tenantId && entry.ActionType == AuditActionType.PolicyDecision && entry.Phase == AuditPhase.Intent).ToList();
        var hasMore = decisions.Count > first + Page;
        return Results.Ok(new { entries = decisions.Skip(first).Take(Page), hasMore, nextCursor = hasMore ? $"{first + Page}" : null });
    }

    private async Task<IResult> PublishAsync(string component, string topic, HttpContext context)
    {
        if (IsBroken || IsBrokerDown)
        {
            return Results.StatusCode(StatusCodes.Status500InternalServerError);
        }

        using var reader = new StreamReader(context.Request.Body);
        Published.Enqueue($"{component}/{topic} {await reader.ReadToEndAsync()}");
        return Results.NoContent();
    }
}
