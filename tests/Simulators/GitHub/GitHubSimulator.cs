namespace OpenClaw.Simulators;

internal static class GitHubSimulator
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.MapGet("/health", () => Results.Ok());
        return app;
    }
}
