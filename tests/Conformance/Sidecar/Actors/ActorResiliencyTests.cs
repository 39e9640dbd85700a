using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Actors;

/// <summary>components.md 9.2: policies of actor types.</summary>
public sealed class ActorResiliencyTests
{
    [Theory]
    [InlineData("retries:\n      p: {policy: constant, duration: 10ms, maxRetries: 2}\n", "retry: p", 3)]
    [InlineData("circuitBreakers:\n      p: {timeout: 30s, trip: consecutiveFailures >= 2}\n", "circuitBreaker: p, circuitBreakerScope: type", 2)]
    [InlineData("circuitBreakers:\n      p: {timeout: 30s, trip: consecutiveFailures >= 2}\n", "circuitBreaker: p, circuitBreakerScope: id", 4)]
    public async Task Target_OfAType_DecidesHowOftenTheAppIsAsked(string policies, string target, int calls)
    {
        await using var plane = await ControlPlane.StartAsync();
        await using var app = await ActorApp.StartAsync("guarded");
        app.On("guarded", "a", "m", 500).On("guarded", "b", "m", 500).On("guarded", "ok", "m");
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            App = app.App,
            Flags = plane.Flags,
            Resources = Yaml.Join(
                Yaml.Component("actors", "state.in-memory", ("actorStateStore", "true")),
                Yaml.Resiliency($"  policies:\n    {policies}  targets:\n    actors:\n      guarded: {{{target}}}\n")),
        });
        await Eventually.AsyncTrue(
            async token => (await sidecar.Http.PutAsync("/v1.0/actors/guarded/ok/method/m", null, token)).IsSuccessStatusCode, TimeSpan.FromSeconds(40), "actors are hosted", () => sidecar.Output);

        var isRetry = target.StartsWith("retry", StringComparison.Ordinal);
        for (var call = 0; call < (isRetry ? 1 : 4); call++)
        {
            await (await sidecar.SendAsync(HttpMethod.Put, "/v1.0/actors/guarded/a/method/m")).IsErrorAsync(500, "ERR_ACTOR_INVOKE_METHOD");
            if (!isRetry)
            {
                await (await sidecar.SendAsync(HttpMethod.Put, "/v1.0/actors/guarded/b/method/m")).IsErrorAsync(500, "ERR_ACTOR_INVOKE_METHOD");
            }
        }

        Assert.Equal(calls, app.Calls("guarded", "a", "m").Length + app.Calls("guarded", "b", "m").Length);
    }

    [Fact]
    public async Task Timeout_OfAType_EndsACallThatTakesTooLong()
    {
        await using var plane = await ControlPlane.StartAsync();
        await using var app = await ActorApp.StartAsync("timed");
        app.On("timed", "ok", "m").On("timed", "a", "m", (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            App = app.App,
            Flags = plane.Flags,
            Resources = Yaml.Join(
                Yaml.Component("actors", "state.in-memory", ("actorStateStore", "true")),
                Yaml.Resiliency("  policies:\n    timeouts:\n      t: 300ms\n  targets:\n    actors:\n      timed: {timeout: t}\n")),
        });
        await Eventually.AsyncTrue(
            async token => (await sidecar.Http.PutAsync("/v1.0/actors/timed/ok/method/m", null, token)).IsSuccessStatusCode, TimeSpan.FromSeconds(40), "actors are hosted", () => sidecar.Output);

        await (await sidecar.SendAsync(HttpMethod.Put, "/v1.0/actors/timed/a/method/m")).IsErrorAsync(500, "ERR_ACTOR_INVOKE_METHOD");
    }
}
