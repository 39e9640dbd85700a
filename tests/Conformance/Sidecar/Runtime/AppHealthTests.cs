using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Runtime;

/// <summary>HTTP reference 13 and 14: how the sidecar watches and calls its app.</summary>
public sealed class AppHealthTests
{
    private static readonly string[] Quick = ["--enable-app-health-check", "--app-health-probe-interval", "1", "--app-health-threshold", "2", "--app-health-check-path", "/up"];

    [Fact]
    public async Task Probes_UnhealthyApp_GetsNeitherCallsNorEventsUntilItIsBack()
    {
        await using var app = await TestApp.StartAsync();
        app.On("/up", 200).On("/x", 200).On("/events", 200);
        await using var sidecar = await SidecarProcess.StartAsync(
            Yaml.Join(Yaml.Component("pubsub", "pubsub.in-memory"), Yaml.Subscription("topic", "/events")), app, null, Quick);
        Assert.Equal(HttpStatusCode.OK, (await sidecar.GetAsync($"/v1.0/invoke/{sidecar.AppId}/method/x")).StatusCode);
        Assert.DoesNotContain("dapr-api-token", app.Of("/up")[0].Headers.Keys);

        app.On("/up", 503);
        await Eventually.AsyncTrue(
            async token => (await sidecar.Http.GetAsync($"/v1.0/invoke/{sidecar.AppId}/method/x", token)).StatusCode == HttpStatusCode.InternalServerError,
            TimeSpan.FromSeconds(15), "calls fail while the app is unhealthy");
        await (await sidecar.GetAsync($"/v1.0/invoke/{sidecar.AppId}/method/x")).IsErrorAsync(500, "ERR_DIRECT_INVOKE");

        app.On("/up", 204);
        await Eventually.AsyncTrue(
            async token => (await sidecar.Http.GetAsync($"/v1.0/invoke/{sidecar.AppId}/method/x", token)).StatusCode == HttpStatusCode.OK,
            TimeSpan.FromSeconds(15), "calls pass again");
        await (await sidecar.PostAsync("/v1.0/publish/pubsub/topic", "{}")).IsEmptyAsync();
        await app.WaitForAsync("/events");
    }

    [Fact]
    public async Task Probes_AppThatNeverAnswers_StaysUnhealthyAndTheSidecarLives()
    {
        await using var app = await TestApp.StartAsync();
        app.On("/up", (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings { App = app, Flags = Quick, WaitFor = SidecarSettings.OutboundReady });
        await app.WaitForAsync("/up", 2, "GET");

        await (await sidecar.GetAsync("/v1.0/healthz")).IsErrorAsync(500, "ERR_HEALTH_NOT_READY");
        await (await sidecar.GetAsync($"/v1.0/invoke/{sidecar.AppId}/method/x")).IsErrorAsync(500, "ERR_DIRECT_INVOKE");
        Assert.Equal(HttpStatusCode.OK, (await sidecar.GetAsync("/v1.0/metadata")).StatusCode);
    }

    [Fact]
    public async Task Concurrency_IsLimitedByTheFlag()
    {
        await using var app = await TestApp.StartAsync();
        var (running, most) = (0, 0);
        app.On("/busy", async (context, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(100, context.RequestAborted);
            Interlocked.Decrement(ref running);
            context.Response.StatusCode = 200;
        });
        await using var sidecar = await SidecarProcess.StartAsync("", app, null, "--app-max-concurrency", "2");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => sidecar.GetAsync($"/v1.0/invoke/{sidecar.AppId}/method/busy")));

        Assert.Equal(2, most);
    }

    [Fact]
    public async Task Protocol_H2c_CallsTheAppOverCleartextHttp2()
    {
        await using var app = await TestApp.StartAsync(configure: web =>
            web.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2)));
        app.On("/x", async (context, _) => await context.Response.WriteAsync(context.Request.Protocol));
        await using var sidecar = await SidecarProcess.StartAsync("", app, null, "--app-protocol", "h2c");

        var answer = await sidecar.GetAsync($"/v1.0/invoke/{sidecar.AppId}/method/x");

        Assert.Equal("HTTP/2", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Protocol_Https_CallsTheAppWhateverItsCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=app", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var port = FreePorts.Next();
        await using var app = await TestApp.StartAsync(port, web => web.UseUrls().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(certificate))));
        app.On("/x", 200, "secret");
        await using var sidecar = await SidecarProcess.StartAsync("", app, null, "--app-protocol", "https");

        Assert.Equal("secret", await (await sidecar.GetAsync($"/v1.0/invoke/{sidecar.AppId}/method/x")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Start_ProbeTimeoutAboveTheInterval_Fails()
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings
        {
            Flags = ["--enable-app-health-check", "--app-health-probe-interval", "1", "--app-health-probe-timeout", "2000"],
            WaitFor = "",
        });

        Assert.Contains("health-probe-timeout", output, StringComparison.Ordinal);
    }
}
