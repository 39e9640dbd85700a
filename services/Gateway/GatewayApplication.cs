using OpenClaw.Gateway.Features;
using OpenClaw.Gateway.Features.KillSwitches;
using OpenClaw.Gateway.Features.RateLimits;

namespace OpenClaw.Gateway;

/// <summary>Puts the gateway together; the program and the tests start the same thing.</summary>
internal static class GatewayApplication
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults();
        builder.AddGateway();

        var app = builder.Build();

        // Before everything that answers: a refusal carries the same headers as a page.
        app.UseMiddleware<SecurityHeaders>();
        app.UseWebSockets();
        app.MapDefaultEndpoints(beforeIdentity: web => web.UseMiddleware<StrangerLimits>());
        app.UseMiddleware<PersonLimits>();
        app.UseMiddleware<StoppedPeople>();
        app.MapGateway();
        return app;
    }
}
