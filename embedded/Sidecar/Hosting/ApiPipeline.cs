using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Hosting;

/// <summary>What surrounds every API call: errors, token, path cleaning, span, log line.</summary>
internal sealed class ApiPipeline(SidecarOptions options, ResourceSet resources, ILogger<ApiPipeline> logger)
{
    private readonly byte[]? _token = options.ApiToken is { } token ? Encoding.UTF8.GetBytes(token) : null;
    private readonly bool _isTracing = resources.Configuration.Tracing.SamplingRate > 0;
    private readonly ApiLoggingSettings _logging = resources.Configuration.ApiLogging;

    public async Task HandleErrorsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (ApiException error)
        {
            await ApiErrors.WriteAsync(context, error);
        }
        catch (BadHttpRequestException error)
        {
            await ApiErrors.WriteAsync(context, new ApiException(400, "ERR_MALFORMED_REQUEST", error.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception error)
        {
            logger.ApiFailed(context.Request.Path, error);
            await ApiErrors.WriteAsync(context, new ApiException(500, "ERROR", error.Message));
        }
    }

    public Task CheckTokenAsync(HttpContext context, RequestDelegate next)
    {
        if (_token is not null)
        {
            if (!IsHealth(context) && !IsRight(context.Request.Headers["dapr-api-token"].ToString()))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                context.Response.ContentType = "text/plain; charset=utf-8";
                return context.Response.WriteAsync("invalid api token", context.RequestAborted);
            }
            context.Request.Headers.Remove("dapr-api-token");
        }
        return next(context);
    }

    /// <summary>Repeated slashes collapse and a trailing one is dropped; invocation looks at the raw target itself.</summary>
    public static Task CleanPathAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "/";
        if (!path.StartsWith("/v1.0/invoke/", StringComparison.Ordinal) && (path.Contains("//", StringComparison.Ordinal) || (path.Length > 1 && path.EndsWith('/'))))
        {
            context.Request.Path = "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));
        }
        return next(context);
    }

    /// <summary>One line per call where <c>--enable-api-logging</c> or the configuration wants it.</summary>
    public Task LogAsync(HttpContext context, RequestDelegate next)
    {
        if ((options.ApiLogging ?? _logging.Enabled) && !(_logging.OmitHealthChecks && IsHealth(context)) && logger.IsEnabled(LogLevel.Information))
        {
            var path = context.Request.Path.Value ?? "/";
            var shown = _logging.ObfuscateUrls ? Obfuscated(path) : path;
            var agent = context.Request.Headers.UserAgent.ToString();
            logger.ApiCalled(context.Request.Method, shown, agent);
        }
        return next(context);
    }

    /// <summary>One span per call; polling of health and metadata is not worth any.</summary>
    public async Task TraceAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "/";
        if (!Baggage.IsValid(context.Request.Headers["baggage"]))
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "ERR_BAD_REQUEST", "the baggage header is not valid");
        }
        if (IsHealth(context) || path.StartsWith("/v1.0/metadata", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }
        using var activity = SidecarTelemetry.StartServer(path, context.Request.Headers.TraceParent, context.Request.Headers.TraceState);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("http.request.method", context.Request.Method);
            activity.SetTag("url.path", path);
        }
        if (_isTracing)
        {
            context.Response.OnStarting(AddContext, (context.Response, activity));
        }
        await next(context);
        activity?.SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= 500)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static Task AddContext(object state)
    {
        var (response, current) = ((HttpResponse, Activity?))state;
        if (current is not null && !response.Headers.ContainsKey("traceparent"))
        {
            response.Headers["traceparent"] = current.Id;
            if (!string.IsNullOrEmpty(current.TraceStateString))
            {
                response.Headers["tracestate"] = current.TraceStateString;
            }
        }
        return Task.CompletedTask;
    }

    /// <summary>Only what kind of call it was: names of stores, keys and apps may say too much.</summary>
    private static string Obfuscated(string path) => string.Join('/', path.Split('/').Take(3));

    private static bool IsHealth(HttpContext context) => HttpMethods.IsGet(context.Request.Method)
        && context.Request.Path.Value is "/v1.0/healthz" or "/v1.0/healthz/outbound";

    private bool IsRight(string given) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _token);
}
