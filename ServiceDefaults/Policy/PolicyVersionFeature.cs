using System.Globalization;
using Microsoft.AspNetCore.Http;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>The bundle an answer was decided with; put on the answer when it starts.</summary>
internal sealed class PolicyVersionFeature
{
    private volatile Governing? _governing;

    public (string Version, TimeSpan Age)? Governed => _governing is { } known ? (known.Version, known.Age) : null;

    /// <param name="age">Time since it was known to be the newest.</param>
    public void Use(string version, TimeSpan age) => _governing = new Governing(version, age);

    private sealed record Governing(string Version, TimeSpan Age);
}

/// <summary>Every governed answer says which policy version governed it, and how many seconds ago that was known to be the newest.</summary>
internal sealed class PolicyVersionMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context, PolicyEngine engine)
    {
        var feature = new PolicyVersionFeature();
        context.Features.Set(feature);
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            if (feature.Governed is { Version.Length: > 0 } governed)
            {
                headers[HeaderNames.PolicyVersion] = governed.Version;
                headers[HeaderNames.PolicyAge] = SecondsOf(governed.Age);
            }
            else if (headers.ContainsKey(HeaderNames.PolicyVersion) && !headers.ContainsKey(HeaderNames.PolicyAge))
            {
                // Decided in an actor of this app, whose replica says the version only; every replica asks equally often.
                headers[HeaderNames.PolicyAge] = SecondsOf(engine.Age);
            }

            return Task.CompletedTask;
        });
        return next(context);
    }

    private static string SecondsOf(TimeSpan age) => ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
