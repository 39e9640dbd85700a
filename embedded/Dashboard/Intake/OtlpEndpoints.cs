using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using OpenClaw.Dashboard.Otlp;
using OpenClaw.Dashboard.Telemetry;

namespace OpenClaw.Dashboard.Intake;

/// <summary>OTLP over HTTP with protobuf bodies (opentelemetry.io/docs/specs/otlp, section OTLP/HTTP).</summary>
internal static class OtlpEndpoints
{
    private const string Protobuf = "application/x-protobuf";
    private const int MaxBodyBytes = 16 * 1024 * 1024;

    public static void MapOtlp(this IEndpointRouteBuilder app, string? apiKey)
    {
        var group = app.MapGroup("/v1").AddEndpointFilter(async (context, next) =>
            IsKnown(context.HttpContext, apiKey) ? await next(context) : Results.StatusCode(StatusCodes.Status401Unauthorized));
        group.MapPost("/traces", (HttpContext context, TelemetryStore store) =>
            TakeAsync(context, TracesRequest.Parser, request => store.Add(OtlpReader.Read(request))));
        group.MapPost("/logs", (HttpContext context, TelemetryStore store) =>
            TakeAsync(context, LogsRequest.Parser, request => store.Add(OtlpReader.Read(request))));
        group.MapPost("/metrics", (HttpContext context, TelemetryStore store) =>
            TakeAsync(context, MetricsRequest.Parser, request => store.Add(OtlpReader.Read(request))));
    }

    private static bool IsKnown(HttpContext context, string? apiKey) =>
        apiKey is null || CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(context.Request.Headers["x-otlp-api-key"].ToString()), Encoding.UTF8.GetBytes(apiKey));

    private static async Task<IResult> TakeAsync<TRequest>(HttpContext context, MessageParser<TRequest> parser, Action<TRequest> store)
        where TRequest : IMessage<TRequest>
    {
        if (context.Request.ContentType?.StartsWith(Protobuf, StringComparison.OrdinalIgnoreCase) != true)
        {
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            store(parser.ParseFrom(await ReadBodyAsync(context)));
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidDataException)
        {
            return Results.Problem("The body is not a message of the OpenTelemetry protocol.", statusCode: StatusCodes.Status400BadRequest);
        }

        // An empty protobuf message is zero bytes: complete success.
        return Results.Bytes(Array.Empty<byte>(), Protobuf);
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        var gzip = context.Request.Headers.ContentEncoding.ToString().Equals("gzip", StringComparison.OrdinalIgnoreCase);
        await using var body = gzip ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        using var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        int read;
        while ((read = await body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            // Checked on what comes out of the decompressor: a small body must not become a huge one.
            if (buffer.Length + read > MaxBodyBytes)
            {
                throw new InvalidDataException("The body is too large.");
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }
}
