using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Server;

/// <summary>Evaluates what a request asks for.</summary>
internal static class Decision
{
    /// <summary>The path of a URL as a reference: integers become numbers, everything else text.</summary>
    public static string Reference(IEnumerable<string> path)
    {
        var text = new StringBuilder("data");
        foreach (var part in path)
        {
            if (part.Contains('"', StringComparison.Ordinal))
            {
                throw new ApiException(400, "invalid_parameter", $"invalid path: {part}");
            }

            text.Append('[').Append(IsInteger(part) ? part : JsonSerializer.Serialize(part)).Append(']');
        }

        return text.ToString();
    }

    public static string[] Split(string? path) => (path ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);

    public static RegoResult Evaluate(StoreState state, string query, RegoInput? input, bool strict, CancellationToken cancellation)
    {
        try
        {
            return state.Prepare(query, strict).Evaluate(input, null, cancellation);
        }
        catch (RegoException error)
        {
            throw error.Errors[0].Code.StartsWith("rego_", StringComparison.Ordinal)
                ? new ApiException(400, "invalid_parameter", error.Errors[0].Code == "rego_parse_error" ? "error(s) occurred while parsing query" : "error(s) occurred while compiling query", error.Errors)
                : new ApiException(500, "internal_error", "error(s) occurred while evaluating query", error.Errors);
        }
    }

    public static RegoInput ReadInput(ReadOnlyMemory<byte> json, string where)
    {
        try
        {
            return RegoInput.FromJson(json.Span);
        }
        catch (RegoException error)
        {
            throw new ApiException(400, "invalid_parameter", $"{where} contains malformed input document: {error.Message}");
        }
    }

    public static JsonObject Metrics(long start) => new()
    {
        ["timer_rego_query_eval_ns"] = (long)Stopwatch.GetElapsedTime(start).TotalNanoseconds,
        ["timer_server_handler_ns"] = (long)Stopwatch.GetElapsedTime(start).TotalNanoseconds,
    };

    public static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream();
        try
        {
            Stream body = request.Headers.ContentEncoding == "gzip" ? new System.IO.Compression.GZipStream(request.Body, System.IO.Compression.CompressionMode.Decompress) : request.Body;
            await body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        }
        catch (InvalidDataException)
        {
            throw new ApiException(400, "invalid_parameter", "could not decompress the body");
        }

        return buffer.ToArray();
    }

    private static bool IsInteger(string part) => part.Length is > 0 and < 19 && part.All(char.IsAsciiDigit) && (part == "0" || part[0] != '0');
}
