namespace OpenClaw.Simulators;

internal static class IdentitySimulator
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.MapGet("/health", () => Results.Ok());
        return app;
    }
}
