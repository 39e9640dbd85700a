using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using OpenClaw.Opa.Bundles;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Server;

/// <summary>Fetches configured bundles with ETag and long polling; a bundle that does not activate leaves the last good one.</summary>
internal sealed class BundlePoller(ServerOptions options, PolicyStore store, BundleStatus status, TimeProvider clock, ILogger<BundlePoller> logger) : BackgroundService
{
    private const string LongPolling = "application/vnd.openpolicyagent.bundles";
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var bundles = options.Configuration["bundles"] as JsonObject ?? [];
        foreach (var (name, _) in bundles)
        {
            status.Expect(name);
        }

        return Task.WhenAll(bundles.Select(bundle => PollAsync(bundle.Key, bundle.Value as JsonObject ?? [], stoppingToken)));
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    private async Task PollAsync(string name, JsonObject configuration, CancellationToken stopping)
    {
        var polling = configuration["polling"] as JsonObject ?? [];
        var minimum = TimeSpan.FromSeconds((double?)polling["min_delay_seconds"] ?? 60);
        var maximum = TimeSpan.FromSeconds((double?)polling["max_delay_seconds"] ?? 120);
        string? etag = null;
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            var wait = TimeSpan.Zero;
            try
            {
                (etag, var supportsLongPolling) = await FetchAsync(name, configuration, etag, stopping);
                failures = 0;
                wait = supportsLongPolling ? TimeSpan.Zero : minimum + ((maximum - minimum) * Random.Shared.NextDouble());
            }
            catch (Exception failure) when (failure is HttpRequestException or RegoException or InvalidDataException or IOException or System.Text.Json.JsonException or ApiException)
            {
                wait = TimeSpan.FromTicks(Math.Min(FirstRetry.Ticks << Math.Min(failures++, 10), maximum.Ticks));
                logger.BundleFailed(name, failure.Message);
                status.Change(name, bundle =>
                {
                    bundle["code"] = "bundle_error";
                    bundle["message"] = failure.Message;
                });
            }

            await Task.Delay(wait, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(string? ETag, bool SupportsLongPolling)> FetchAsync(string name, JsonObject configuration, string? etag, CancellationToken stopping)
    {
        var service = options.Service((string?)configuration["service"]) ?? throw new InvalidDataException($"bundle {name} names no service");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(service.Address, (string?)configuration["resource"] ?? $"bundles/{name}"));
        var wait = (long?)configuration["polling"]?["long_polling_timeout_seconds"];
        request.Headers.TryAddWithoutValidation("Prefer", wait is null ? "modes=snapshot,delta" : string.Create(CultureInfo.InvariantCulture, $"modes=snapshot,delta;wait={wait}"));
        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        }

        if (service.Token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", service.Token);
        }

        status.Change(name, bundle => bundle["last_request"] = Now());
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stopping);
        var supports = wait is not null && response.Content.Headers.ContentType?.MediaType == LongPolling;
        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            status.Change(name, bundle => bundle["last_successful_request"] = Now());
            return (etag, supports);
        }

        response.EnsureSuccessStatusCode();
        using var memory = new MemoryStream();
        await response.Content.CopyToAsync(memory, stopping);
        memory.Position = 0;
        var size = memory.Length;
        var source = BundleFile.Read(memory);
        store.Activate(name, source);
        logger.BundleActivated(name, source.Manifest.Revision);
        status.Change(name, bundle =>
        {
            bundle["last_successful_request"] = Now();
            bundle["last_successful_download"] = Now();
            bundle["last_successful_activation"] = Now();
            bundle["active_revision"] = source.Manifest.Revision;
            bundle["type"] = "snapshot";
            bundle["size"] = size;
            bundle.Remove("code");
            bundle.Remove("message");
        });
        return (response.Headers.ETag?.ToString(), supports);
    }

    private JsonValue Now() => JsonValue.Create(clock.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
}
