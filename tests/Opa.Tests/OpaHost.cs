using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using OpenClaw.Opa.Bundles;
using OpenClaw.Opa.Server;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Tests;

/// <summary>A server on a free loopback port for one test.</summary>
internal sealed class OpaHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OpaHost(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }

    public static async Task<OpaHost> StartAsync(string? module = null, JsonObject? configuration = null, string authorization = "off")
    {
        var source = new Source();
        if (module is not null)
        {
            source.Modules.Add(new RegoModule("test.rego", module));
        }

        var app = OpaServer.Build(source, new ServerOptions(configuration ?? [], authorization), $"127.0.0.1:{FreePort.Next()}", new RegoCompileOptions());
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new OpaHost(app);
    }

    public async Task<(int Status, JsonNode? Body)> SendAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8) };
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
