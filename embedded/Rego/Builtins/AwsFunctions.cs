using System.Security.Cryptography;
using System.Text;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary><c>providers.aws.sign_req</c>: signature version 4 for a request in the form of <c>http.send</c>.</summary>
internal static class AwsFunctions
{
    private const long PerSecond = 1_000_000_000;
    /// <summary>Headers that intermediaries change.</summary>
    private static readonly HashSet<string> Unsigned = ["authorization", "user-agent", "x-amzn-trace-id"];

    private static readonly string[] RequestKeys = ["method", "url"];
    private static readonly string[] ConfigKeys = ["aws_access_key", "aws_region", "aws_secret_access_key", "aws_service"];

    public static IEnumerable<Builtin> All() => [new("providers.aws.sign_req", 3, Sign)];

    private static RegoValue? Sign(CallContext call, RegoValue[] arguments)
    {
        if (!call.Object(arguments, 0, out var request) || !call.Object(arguments, 1, out var config) || !call.Number(arguments, 2, out var time)
            || !HasTexts(call, request, 1, RequestKeys, "request parameters(s)") || !HasTexts(call, config, 2, ConfigKeys, "AWS config parameters(s)"))
        {
            return null;
        }

        if (config.Get("disable_payload_signing") is { } flag and not BooleanValue)
        {
            return call.TypeError($"operand 2 invalid value for 'disable_payload_signing' in AWS config: {flag}");
        }

        if (!time.TryGetLong(out var nanoseconds) || nanoseconds < 0)
        {
            return call.TypeError("operand 3 could not convert time_ns value into a unix timestamp");
        }

        return GoUri.TryParse(Text(request, "url"), out var uri, out var error)
            ? Signed(request, config, uri, DateTime.UnixEpoch.AddSeconds(nanoseconds / PerSecond))
            : call.Fail(error);
    }

    private static bool HasTexts(CallContext call, ObjectValue source, int operand, string[] names, string what)
    {
        var missing = names.Where(name => source.Get(name) is null).Select(Operands.Value).ToArray();
        var invalid = names.Where(name => source.Get(name) is not StringValue).Select(Operands.Value).ToArray();
        if (missing.Length > 0)
        {
            call.TypeError($"operand {operand} missing required {what}: {SetValue.From(missing)}");
        }
        else if (invalid.Length > 0)
        {
            call.TypeError($"operand {operand} invalid values for required {what}: {SetValue.From(invalid)}");
        }

        return invalid.Length == 0;
    }

    private static string Text(ObjectValue source, string name) => (source.Get(name) as StringValue)?.Value ?? "";

    private static ObjectValue Signed(ObjectValue request, ObjectValue config, GoUri uri, DateTime time)
    {
        var stamp = GoTime.Format(new GoMoment((time - DateTime.UnixEpoch).Ticks * 100, TimeZoneInfo.Utc), "20060102T150405Z");
        var unsigned = config.Get("disable_payload_signing") is BooleanValue { Value: true };
        var payload = request.Get("raw_body") is StringValue raw ? raw.Value : request.Get("body") is { } body ? JsonText.Marshal(body) : "";
        var hash = unsigned ? "UNSIGNED-PAYLOAD" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(payload)));
        var own = request.Get("headers") as ObjectValue ?? ObjectValue.Empty;
        var added = new Dictionary<string, string> { ["host"] = uri.Host, ["x-amz-date"] = stamp };
        if (Text(config, "aws_service") is "s3" or "glacier")
        {
            added["x-amz-content-sha256"] = hash;
        }

        if (config.Get("aws_session_token") is StringValue token)
        {
            added["x-amz-security-token"] = token.Value;
        }

        var headers = new SortedDictionary<string, string>(added, StringComparer.Ordinal);
        foreach (var (key, value) in own.Keys.Zip(own.Values).Where(header => !Unsigned.Contains(JsonText.Key(header.First).ToLowerInvariant())))
        {
            headers[JsonText.Key(key).ToLowerInvariant()] = JsonText.Key(value);
        }

        // Method, path and query go in as the request writes them: OPA signs them so, and http.send would send them so.
        var scope = $"{stamp[..8]}/{Text(config, "aws_region")}/{Text(config, "aws_service")}/aws4_request";
        var names = string.Join(';', headers.Keys);
        var canonical = string.Join('\n', Text(request, "method"), uri.EscapedPath, uri.RawQuery,
            string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n")), names, hash);
        var toSign = string.Join('\n', "AWS4-HMAC-SHA256", stamp, scope, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var key1 = Mac(Encoding.UTF8.GetBytes("AWS4" + Text(config, "aws_secret_access_key")), stamp[..8]);
        var signingKey = Mac(Mac(Mac(key1, Text(config, "aws_region")), Text(config, "aws_service")), "aws4_request");
        var signature = Convert.ToHexStringLower(Mac(signingKey, toSign));
        var all = own.Keys.Zip(own.Values).ToDictionary(header => header.First, header => header.Second);
        foreach (var (name, value) in added)
        {
            all[Operands.Value(name)] = Operands.Value(value);
        }

        all[Operands.Value("Authorization")] =
            Operands.Value($"AWS4-HMAC-SHA256 Credential={Text(config, "aws_access_key")}/{scope},SignedHeaders={names},Signature={signature}");
        return request.With(Operands.Value("headers"), ObjectValue.From(all));
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
