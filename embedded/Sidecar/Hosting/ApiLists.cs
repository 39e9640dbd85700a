using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Invocation;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Hosting;

/// <summary>Keeps calls away that the configuration's API lists do not allow: for them there is no such route.</summary>
internal sealed class ApiLists(ResourceSet resources)
{
    private readonly AppConfiguration _configuration = resources.Configuration;
    private readonly bool _isActive = resources.Configuration.AllowedApis.Count + resources.Configuration.DeniedApis.Count > 0;

    public Task CheckAsync(HttpContext context, RequestDelegate next) => !_isActive || IsPermitted(context) ? next(context)
        : throw new ApiException(StatusCodes.Status404NotFound, "ERR_DIRECT_INVOKE", "this API is not allowed by the configuration");

    private bool IsPermitted(HttpContext context)
    {
        if (TargetReader.HeaderTarget(context) is { } target)
        {
            return _configuration.PermitsApi($"invoke/{target}", "v1.0", "http");
        }
        var parts = (context.Request.Path.Value ?? "/").TrimStart('/').Split('/', 2);
        return parts.Length < 2 || parts[1].StartsWith("healthz", StringComparison.Ordinal) || _configuration.PermitsApi(parts[1], parts[0], "http");
    }
}
