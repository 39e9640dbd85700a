using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenClaw.Testing;

namespace OpenClaw.Opa.Tests;

/// <summary>What OPA expects at the other end: bundles with tags and long polling, decision logs, status reports.</summary>
internal sealed class BundleService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<JsonNode> _decisions = new();
    private volatile TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile byte[] _bundle = [];
    private volatile string _tag = "";

    private BundleService(WebApplication app, string address) => (_app, Address) = (app, address);

    public string Address { get; }

    /// <summary>Holds requests until there is news, as servers with long polling do.</summary>
    public bool Holds { get; init; }

    public bool RefusesLogs { get; set; }

    public IReadOnlyCollection<JsonNode> Decisions => _decisions;

    public JsonNode? Status { get; private set; }

    public ConcurrentQueue<(string? Tag, string? Prefer)> Requests { get; } = new();

    public static async Task<BundleService> StartAsync(bool holds = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var address = $"http://127.0.0.1:{FreePorts.Next()}";
        builder.WebHost.UseUrls(address);
        builder.Logging.ClearProviders();
        var service = new BundleService(builder.Build(), address) { Holds = holds };
        service._app.MapGet("/bundles/main", service.BundleAsync);
        service._app.MapPost("/logs", service.LogAsync);
        service._app.MapPost("/status", service.StatusAsync);
        await service._app.StartAsync();
        return service;
    }

    public void Publish(string tag, byte[] bundle)
    {
        (_bundle, _tag) = (bundle, tag);
        Interlocked.Exchange(ref _news, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task BundleAsync(HttpContext http)
    {
        var known = http.Request.Headers.IfNoneMatch.ToString();
        Requests.Enqueue((known, http.Request.Headers["Prefer"]));
        var news = _news.Task;
        if (known == $"\"{_tag}\"" && Holds)
        {
            await Task.WhenAny(news, Task.Delay(TimeSpan.FromSeconds(10), http.RequestAborted));
        }

        http.Response.ContentType = Holds ? "application/vnd.openpolicyagent.bundles" : "application/gzip";
        if (_tag.Length == 0)
        {
            http.Response.StatusCode = 404;
        }
        else if (known == $"\"{_tag}\"")
        {
            http.Response.StatusCode = 304;
        }
        else
        {
            http.Response.Headers.ETag = $"\"{_tag}\"";
            await http.Response.Body.WriteAsync(_bundle);
        }
    }

    private async Task LogAsync(HttpContext http)
    {
        if (RefusesLogs)
        {
            http.Response.StatusCode = 503;
            return;
        }

        await using var gzip = new GZipStream(http.Request.Body, CompressionMode.Decompress);
        foreach (var entry in (await JsonNode.ParseAsync(gzip))!.AsArray())
        {
            _decisions.Enqueue(entry!);
        }
    }

    private async Task StatusAsync(HttpContext http) => Status = await JsonNode.ParseAsync(http.Request.Body);
}
