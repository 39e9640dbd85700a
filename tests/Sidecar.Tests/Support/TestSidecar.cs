using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Tests.Support;

/// <summary>A sidecar in this process on real ports, over resource files of its own.</summary>
internal sealed class TestSidecar : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private TestSidecar(WebApplication app, DirectoryInfo folder, int port)
    {
        (_app, _folder) = (app, folder);
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(40) };
    }

    public HttpClient Http { get; }

    public static async Task<TestSidecar> StartAsync(
        string resources, string appId = "app", TestApp? app = null, Func<SidecarOptions, SidecarOptions>? configure = null, string? config = null, bool waitForApp = true)
    {
        var folder = Directory.CreateTempSubdirectory("sidecar-tests-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "resources.yaml"), resources);
        List<string> configs = [];
        if (config is not null)
        {
            configs.Add(Path.Combine(folder.CreateSubdirectory("config").FullName, "config.yaml"));
            await File.WriteAllTextAsync(configs[0], config);
        }
        var options = new SidecarOptions
        {
            AppId = appId,
            AppPort = app?.Port,
            HttpPort = FreePorts.Next(),
            InternalPort = FreePorts.Next(),
            ResourcePaths = [folder.FullName],
            ConfigPaths = configs,
            LogLevel = "error",
        };
        options = configure?.Invoke(options) ?? options;
        try
        {
            var host = await SidecarHost.BuildAsync(options);
            await host.StartAsync();
            var sidecar = new TestSidecar(host, folder, options.HttpPort);
            if (waitForApp)
            {
                await sidecar.WaitUntilReadyAsync();
            }
            return sidecar;
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    public Task WaitUntilReadyAsync() => Eventually.AsyncTrue(
        async token => (await Http.GetAsync("/v1.0/healthz", token)).StatusCode == HttpStatusCode.NoContent, TimeSpan.FromSeconds(15), "the sidecar is ready");

    public Task<HttpResponseMessage> PostAsync(string path, string body, string contentType = "application/json") =>
        Http.PostAsync(path, new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } });

    public async ValueTask DisposeAsync()
    {
        await _app.Services.GetRequiredService<SidecarRuntime>().DrainAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Http.Dispose();
        _folder.Delete(recursive: true);
    }
}
