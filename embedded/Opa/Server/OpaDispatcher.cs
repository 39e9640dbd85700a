using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using OpenClaw.Opa.Core;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Server;

/// <summary>
/// From an HTTP request to a handler and back. Paths are split before they are decoded, which routing templates cannot do:
/// <c>/v1/data/a%2Fb</c> names one part.
/// </summary>
internal sealed class OpaDispatcher(OpaServices services, bool isDiagnostic = false)
{
    private readonly DataHandler _data = new(services);
    private readonly DataWriteHandler _dataWrite = new(services);
    private readonly PolicyHandler _policies = new(services);
    private readonly QueryHandler _queries = new(services);
    private readonly CompileHandler _compile = new(services);
    private readonly FilterHandler _filters = new(services);
    private readonly HealthHandler _health = new(services);
    private readonly AuthorizationGate _gate = new(services);

    public async Task HandleAsync(HttpContext http)
    {
        var start = Stopwatch.GetTimestamp();
        var label = "catchall";
        var pretty = false;
        Reply reply;
        try
        {
            var request = await RequestReader.ReadAsync(http, services.Options);
            pretty = request.Pretty;
            label = Label(request.Path);
            _gate.Check(request);
            reply = await RouteAsync(request);
        }
        catch (OpaException error)
        {
            (reply, pretty) = (new Reply(error.Status, ErrorJson.Of(error)), true);
        }
        catch (RegoException error)
        {
            var failure = OpaException.Internal("error(s) occurred while evaluating query", error.Errors);
            (reply, pretty) = (new Reply(500, ErrorJson.Of(failure)), true);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        services.Metrics.Observe(label, http.Request.Method, reply.Status, Stopwatch.GetElapsedTime(start));
        await WriteAsync(http, reply, pretty, label);
    }

    private static string Label(IReadOnlyList<string> path) => path switch
    {
        [] or [""] => "index",
        ["v0", "data", ..] => "v0/data",
        ["v1", "data" or "policies" or "query" or "compile" or "config" or "status", ..] => "v1/" + path[1],
        ["health" or "metrics", ..] => path[0],
        _ => "catchall",
    };

    private async Task<Reply> RouteAsync(OpaRequest request) => (request.Path, request.Method) switch
    {
        (["health", ..], "GET") => _health.Handle(request),
        (["metrics"], "GET") => new Reply(200) { Plain = ("text/plain; version=0.0.4; charset=utf-8", services.Metrics.Write(services)) },
        (["health", ..] or ["metrics"], _) => Reply.MethodNotAllowed,
        _ when isDiagnostic => new Reply(404),
        ([] or [""], "GET") => new Reply(200) { Plain = ("text/html; charset=utf-8", $"<!doctype html><title>OPA</title><p>{OpaVersion.Build}, OPA {OpaVersion.Number}</p>") },
        ([] or [""], "POST") => await _data.DefaultAsync(request),
        (["v0", "data", ..], "POST") => await _data.WebhookAsync(request),
        (["v1", "data", ..], "GET") => await _data.GetAsync(request),
        (["v1", "data", ..], "POST") => await _data.PostAsync(request),
        (["v1", "data", ..], "PUT") => _dataWrite.Put(request),
        (["v1", "data", ..], "PATCH") => _dataWrite.Patch(request),
        (["v1", "data", ..], "DELETE") => _dataWrite.Delete(request),
        (["v1", "policies"], "GET") => _policies.List(),
        (["v1", "policies", ..], "GET") => _policies.Get(request),
        (["v1", "policies", _, ..], "PUT") => _policies.Put(request),
        (["v1", "policies", _, ..], "DELETE") => _policies.Delete(request),
        (["v1", "query"], "GET" or "POST") => await _queries.HandleAsync(request),
        (["v1", "compile", _, ..], "POST" or "GET") => _filters.Handle(request),
        (["v1", "compile"], "POST") => _compile.Handle(request),
        (["v1", "config"], "GET") => Reply.Ok(Json.Object(("result", services.Config.Public))),
        (["v1", "status"], "GET") => services.Status.Current is { } status
            ? Reply.Ok(Json.Object(("result", status)))
            : throw OpaException.Internal("status plugin not enabled"),
        ([] or [""] or ["v0", "data", ..] or ["v1", "data" or "policies" or "query" or "compile" or "config" or "status", ..], _) => Reply.MethodNotAllowed,
        _ => new Reply(404),
    };

    private async Task WriteAsync(HttpContext http, Reply reply, bool pretty, string label)
    {
        http.Response.StatusCode = reply.Status;
        if (reply.Plain is null && reply.Body is null)
        {
            return;
        }

        http.Response.ContentType = reply.Plain?.Type ?? reply.ContentType;
        var bytes = Encoding.UTF8.GetBytes(reply.Plain?.Text ?? Json.Write(reply.Body!, pretty) + "\n");
        var mayPack = http.Request.Method == "POST" && label is "v1/data" or "v0/data" or "v1/compile" && bytes.Length >= services.Options.MinCompressed;
        if (mayPack && http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.ContentEncoding = "gzip";
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            {
                gzip.Write(bytes);
            }

            bytes = packed.ToArray();
        }

        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    /// <summary>The path as sent, before any decoding.</summary>
    public static string RawPath(HttpContext http) => http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
}
