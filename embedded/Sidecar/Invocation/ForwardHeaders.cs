using Microsoft.Extensions.Primitives;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Invocation;

/// <summary>Which headers travel with an invocation, in both directions.</summary>
internal static class ForwardHeaders
{
    public const string CallerAppId = "dapr-caller-app-id";
    public const string CallerNamespace = "dapr-caller-namespace";
    public const string CalleeAppId = "dapr-callee-app-id";

    /// <summary>Between sidecars only: the trust domain of the caller's configuration.</summary>
    public const string CallerTrustDomain = "dapr-caller-trust-domain";

    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade", "HTTP2-Settings",
    };

    /// <summary>The identity headers are the sidecars' own: what an app sends under these names is not passed on.</summary>
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "dapr-app-id", "dapr-api-token", CallerAppId, CallerNamespace, CalleeAppId, CallerTrustDomain, "traceparent", "tracestate",
    };

    public static void CopyRequest(HttpContext context, HttpRequestMessage request, bool keepIdentity, bool dropAuthorization)
    {
        var named = Named(context.Request.Headers.Connection);
        foreach (var (name, values) in context.Request.Headers)
        {
            var own = Own.Contains(name) && !(keepIdentity && IsIdentity(name));
            if (own || HopByHop.Contains(name) || named.Contains(name, StringComparer.OrdinalIgnoreCase)
                || name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase) || (dropAuthorization && name == "Authorization"))
            {
                continue;
            }
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!) && request.Content is not null)
            {
                request.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!);
            }
        }
        TraceHeaders.Inject(request);
    }

    private static bool IsIdentity(string name) => name.Equals(CallerAppId, StringComparison.OrdinalIgnoreCase)
        || name.Equals(CallerNamespace, StringComparison.OrdinalIgnoreCase) || name.Equals(CalleeAppId, StringComparison.OrdinalIgnoreCase);

    public static void CopyResponse(HttpResponseMessage from, HttpResponse to)
    {
        foreach (var (name, values) in from.Headers.NonValidated)
        {
            if (!HopByHop.Contains(name))
            {
                to.Headers[name] = ToValues(values);
            }
        }
        foreach (var (name, values) in from.Content.Headers.NonValidated)
        {
            // The length is dropped: what is passed on is chunked, as it comes.
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                to.Headers[name] = ToValues(values);
            }
        }
    }

    private static StringValues ToValues(System.Net.Http.Headers.HeaderStringValues values) => values.Count == 1 ? values.ToString() : new StringValues([.. values]);

    private static string[] Named(StringValues connection) =>
        connection.Count == 0 ? [] : connection.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
