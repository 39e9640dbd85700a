using Microsoft.AspNetCore.Http;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>The bundle version an answer was decided with; put on the answer when it starts.</summary>
internal sealed class PolicyVersionFeature
{
    private volatile string? _version;

    public string? Version => _version;

    public void Use(string version) => _version = version;
}

/// <summary>Every governed answer says which policy version governed it.</summary>
internal sealed class PolicyVersionMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var feature = new PolicyVersionFeature();
        context.Features.Set(feature);
        context.Response.OnStarting(() =>
        {
            if (feature.Version is { Length: > 0 } version)
            {
                context.Response.Headers[HeaderNames.PolicyVersion] = version;
            }

            return Task.CompletedTask;
        });
        return next(context);
    }
}
