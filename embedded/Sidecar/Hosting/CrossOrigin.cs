using Microsoft.Extensions.Primitives;

namespace OpenClaw.Sidecar.Hosting;

/// <summary><c>--allowed-origins</c>: which web pages may call the API from a browser. The default "*" adds no headers, as in the original.</summary>
internal sealed class CrossOrigin(SidecarOptions options)
{
    private readonly string[] _origins = [.. options.AllowedOrigins.Where(origin => origin != "*")];

    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var origin = context.Request.Headers.Origin;
        if (_origins.Length == 0 || StringValues.IsNullOrEmpty(origin))
        {
            return next(context);
        }
        var isAllowed = _origins.Contains(origin.ToString(), StringComparer.OrdinalIgnoreCase);
        var headers = context.Response.Headers;
        headers.Vary = "Origin";
        if (isAllowed)
        {
            headers.AccessControlAllowOrigin = origin;
        }
        if (!HttpMethods.IsOptions(context.Request.Method) || StringValues.IsNullOrEmpty(context.Request.Headers.AccessControlRequestMethod))
        {
            return next(context);
        }
        if (isAllowed)
        {
            headers.AccessControlAllowMethods = context.Request.Headers.AccessControlRequestMethod;
            headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
