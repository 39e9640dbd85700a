using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary>
/// <c>http.send</c> checks its request as OPA does and then refuses: a decision asks nobody. Policies that need an answer
/// from outside get it as input; tests replace the function through <c>with</c>.
/// </summary>
internal static class HttpSend
{
    private static readonly HashSet<string> Known =
    [
        "method", "url", "body", "enable_redirect", "force_json_decode", "force_yaml_decode", "headers", "raw_body", "tls_use_system_certs", "tls_ca_cert",
        "tls_ca_cert_file", "tls_ca_cert_env_variable", "tls_client_cert", "tls_client_cert_file", "tls_client_cert_env_variable", "tls_client_key",
        "tls_client_key_file", "tls_client_key_env_variable", "tls_insecure_skip_verify", "tls_server_name", "timeout", "cache", "force_cache",
        "force_cache_duration_seconds", "raise_error", "caching_mode", "max_retry_attempts", "cache_ignored_headers",
    ];

    private static readonly string[] Required = ["method", "url"];

    public static RegoValue? Refuse(CallContext call, RegoValue[] arguments)
    {
        if (!call.Object(arguments, 0, out var request))
        {
            return null;
        }

        var invalid = request.Keys.Where(key => key is not StringValue name || !Known.Contains(name.Value)).ToArray();
        if (invalid.Length > 0)
        {
            return call.TypeError($"invalid request parameters(s): {SetValue.From(invalid)}");
        }

        var missing = Required.Where(name => request.Get(name) is null).Select(Operands.Value).ToArray();
        return missing.Length > 0
            ? call.TypeError($"missing required request parameters(s): {SetValue.From(missing)}")
            : call.Fail("requests are switched off in this engine");
    }
}
