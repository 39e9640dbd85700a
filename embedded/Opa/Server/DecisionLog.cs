using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Server;

/// <summary>
/// Writes decisions to the console and uploads them in chunks. The buffer is bounded; when it is full, requests are refused
/// with 503 instead of losing their record.
/// </summary>
internal sealed class DecisionLog(ServerOptions options, TimeProvider clock, ILogger<DecisionLog> logger) : BackgroundService
{
    private const int BufferLimit = 10_000;
    private const int ChunkLimit = 500;
    private readonly Channel<JsonObject> _waiting = Channel.CreateBounded<JsonObject>(BufferLimit);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private long _requests;

    private JsonObject? Settings => options.Configuration["decision_logs"] as JsonObject;

    /// <summary>Records a decision; answers its id when decisions are logged at all.</summary>
    public string? Record(StoreState state, HttpRequest request, string path, string? input, RegoResult? result, ApiException? error)
    {
        if (Settings is not { } settings)
        {
            return null;
        }

        var id = Guid.CreateVersion7().ToString();
        var entry = Describe(state, request, id, path, input, result, error);
        if ((bool?)settings["console"] == true && logger.IsEnabled(LogLevel.Information))
        {
            logger.Decided(entry.ToJsonString());
        }

        if (options.Service((string?)settings["service"]) is not null && !_waiting.Writer.TryWrite(entry))
        {
            throw new ApiException(503, "internal_error", "the decision log is full: the decision is not given because it could not be recorded");
        }

        return id;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Service((string?)Settings?["service"]) is not { } service)
        {
            return;
        }

        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            var chunk = new JsonArray();
            while (chunk.Count < ChunkLimit && _waiting.Reader.TryRead(out var entry))
            {
                chunk.Add(entry);
            }

            await UploadAsync(service, chunk, stoppingToken);
        }
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    private JsonObject Describe(StoreState state, HttpRequest request, string id, string path, string? input, RegoResult? result, ApiException? error)
    {
        var entry = new JsonObject
        {
            ["labels"] = options.Labels(),
            ["decision_id"] = id,
            ["path"] = path.Trim('/'),
            ["timestamp"] = clock.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["requested_by"] = request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "",
            ["req_id"] = Interlocked.Increment(ref _requests),
        };
        if (state.Bundles.Count > 0)
        {
            entry["bundles"] = new JsonObject(state.Bundles.Select(bundle => KeyValuePair.Create(bundle.Key, (JsonNode?)new JsonObject { ["revision"] = bundle.Value.Revision })));
        }

        if (input is not null)
        {
            entry["input"] = JsonNode.Parse(input);
        }

        if (result is { IsDefined: true })
        {
            entry["result"] = result.ToJson();
        }

        if (error is not null)
        {
            entry["error"] = new JsonObject { ["code"] = error.Code, ["message"] = error.Message };
        }

        return DecisionMask.Apply(state, entry);
    }

    /// <summary>Tries until the service takes the chunk: nothing is dropped while the process lives.</summary>
    private async Task UploadAsync((Uri Address, string? Token) service, JsonArray chunk, CancellationToken stopping)
    {
        for (var wait = TimeSpan.FromSeconds(1); ; wait = wait < TimeSpan.FromMinutes(1) ? wait * 2 : wait)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(service.Address, (string?)Settings?["resource"] ?? "logs")) { Content = Compressed(chunk) };
                request.Headers.Authorization = service.Token is null ? null : new AuthenticationHeaderValue("Bearer", service.Token);
                using var response = await _http.SendAsync(request, stopping);
                response.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException failure)
            {
                logger.UploadFailed(chunk.Count, failure.Message);
                await Task.Delay(wait, clock, stopping);
            }
        }
    }

    private static ByteArrayContent Compressed(JsonArray chunk)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(chunk.ToJsonString()));
        }

        var content = new ByteArrayContent(memory.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
