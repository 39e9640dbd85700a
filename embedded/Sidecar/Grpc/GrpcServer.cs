using System.Security.Cryptography;
using System.Text;
using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Grpc;

/// <summary>
/// Dapr's gRPC API on a port of its own: HTTP/2 without TLS, framing by hand, one outcome in the trailers of every call.
/// </summary>
internal sealed class GrpcServer(GrpcMethods methods, GrpcLists lists, SidecarOptions options, ResourceSet resources, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<GrpcServer> logger)
{
    private readonly byte[]? _token = options.ApiToken is { } token ? Encoding.UTF8.GetBytes(token) : null;

    public async Task HandleAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-accept-encoding"] = "identity,gzip";
        using var activity = SidecarTelemetry.StartServer(context.Request.Path.Value ?? "/", context.Request.Headers.TraceParent, context.Request.Headers.TraceState);
        LogCall(context);
        var started = clock.GetTimestamp();
        var failure = await RunAsync(context);
        Measure(context, failure, clock.GetElapsedTime(started));
        if (failure is { Code: GrpcStatusCode.Cancelled })
        {
            context.Abort();
            return;
        }
        activity?.SetTag("rpc.grpc.status_code", (int)(failure?.Code ?? GrpcStatusCode.Ok));
        if (failure is not null)
        {
            activity?.SetStatus(System.Diagnostics.ActivityStatusCode.Error, failure.Message);
        }
        GrpcOutcome.Write(context.Response, failure);
    }

    private void LogCall(HttpContext context)
    {
        if ((options.ApiLogging ?? resources.Configuration.ApiLogging.Enabled) && logger.IsEnabled(LogLevel.Information))
        {
            var (path, agent) = (context.Request.Path.Value ?? "/", context.Request.Headers.UserAgent.ToString());
            logger.GrpcApiCalled(path, agent);
        }
    }

    /// <summary>Names nobody serves share one series: callers must not be able to make new ones.</summary>
    private void Measure(HttpContext context, GrpcException? failure, TimeSpan elapsed)
    {
        var path = context.Request.Path.Value ?? "";
        var labels = new MetricLabels(methods.Knows(path) ? path : "unknown", (failure?.Code ?? GrpcStatusCode.Ok).ToString());
        SidecarMetrics.GrpcCompleted.Add(1, labels);
        SidecarMetrics.GrpcLatency.Observe(elapsed.TotalMilliseconds, labels);
    }

    private async Task<GrpcException?> RunAsync(HttpContext context)
    {
        GrpcCall? call = null;
        try
        {
            call = new GrpcCall(context, options.MaxBodySize, clock, lifetime.ApplicationStopping);
            CheckToken(context.Request.Headers);
            lists.Check(context.Request.Path.Value ?? "");
            await methods.Find(context.Request.Path.Value ?? "")(call);
            return null;
        }
        catch (GrpcException error)
        {
            return error;
        }
        catch (ApiException error)
        {
            return GrpcErrors.From(error);
        }
        catch (Exception) when (call is { IsDeadlinePassed: true })
        {
            return new GrpcException(GrpcStatusCode.DeadlineExceeded, "context deadline exceeded");
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return new GrpcException(GrpcStatusCode.Unavailable, "the sidecar stops");
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            return new GrpcException(GrpcStatusCode.Cancelled, "context canceled");
        }
        catch (Exception error)
        {
            logger.ApiFailed(context.Request.Path, error);
            return new GrpcException(GrpcStatusCode.Unknown, error.Message);
        }
        finally
        {
            call?.Dispose();
        }
    }

    private void CheckToken(IHeaderDictionary headers)
    {
        if (_token is null)
        {
            return;
        }
        var given = headers["dapr-api-token"].ToString();
        if (given.Length == 0)
        {
            throw GrpcErrors.FromHttp(StatusCodes.Status401Unauthorized, "missing api token in request metadata"u8);
        }
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _token))
        {
            throw GrpcErrors.FromHttp(StatusCodes.Status401Unauthorized, "authentication error: api token mismatch"u8);
        }
    }
}
