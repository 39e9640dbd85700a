using OpenClaw.Simulators.GitHub;

namespace OpenClaw.Simulators;

/// <summary>GitHub's REST API over made-up companies; part of the local run, never of a deployment.</summary>
public static class GitHubSimulator
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<FaultSwitches>();
        var app = builder.Build();
        var faults = app.Services.GetRequiredService<FaultSwitches>();
        app.UseFaults(faults, TimeProvider.System);
        app.MapGet("/health", () => Results.Ok());
        app.MapGet("/simulator/faults", () => new { injected = faults.Injected });
        app.MapPost("/simulator/faults", (FaultOrder order) =>
        {
            faults.Order(order);
            return Results.NoContent();
        });
        app.MapGitHub(TimeProvider.System);
        return app;
    }
}
