using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Support;

/// <summary>A sidecar process over resource files of its own.</summary>
public sealed class SidecarProcess : IAsyncDisposable
{
    /// <summary>A start takes half a second of processor time; a machine that runs many suites at once may stretch that a hundredfold.</summary>
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(120);
    private readonly SidecarSettings _settings;
    private readonly DirectoryInfo _folder;
    private ChildProcess _process;

    private SidecarProcess(SidecarSettings settings)
    {
        _settings = settings;
        _folder = Directory.CreateTempSubdirectory("sidecar-conformance-");
        Resources = _folder.CreateSubdirectory("resources").FullName;
        WriteResources(settings.Resources);
        if (settings.Config is not null)
        {
            File.WriteAllText(ConfigFile, settings.Config);
        }
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{HttpPort}"),
            Timeout = TimeSpan.FromSeconds(60),
        };
        if (settings.Environment.TryGetValue("DAPR_API_TOKEN", out var token))
        {
            Http.DefaultRequestHeaders.Add("dapr-api-token", token);
        }
        _process = Launch();
    }

    public string AppId => _settings.AppId;

    public int HttpPort { get; } = FreePorts.Next();

    public int GrpcPort { get; } = FreePorts.Next();

    public int InternalPort { get; } = FreePorts.Next();

    public int MetricsPort { get; } = FreePorts.Next();

    /// <summary>Its API; sends the API token when one is set.</summary>
    public HttpClient Http { get; }

    /// <summary>The folder of its resource files; what is changed there while it runs is hot reload.</summary>
    public string Resources { get; }

    /// <summary>The last lines it wrote.</summary>
    public string Output => _process.Output;

    public bool HasExited => _process.HasExited;

    private string ConfigFile => Path.Combine(_folder.FullName, "config.yaml");

    public static Task<SidecarProcess> StartAsync(string resources, TestApp? app = null, string? appId = null, params string[] flags)
    {
        var settings = new SidecarSettings { Resources = resources, App = app, Flags = flags };
        return StartAsync(appId is null ? settings : settings with { AppId = appId });
    }

    public static async Task<SidecarProcess> StartAsync(SidecarSettings settings)
    {
        var sidecar = new SidecarProcess(settings);
        try
        {
            await sidecar.WaitAsync(settings.WaitFor);
            return sidecar;
        }
        catch
        {
            await sidecar.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a sidecar that must not come up; returns what it wrote before it ended.</summary>
    public static async Task<string> StartFailsAsync(SidecarSettings settings)
    {
        await using var sidecar = new SidecarProcess(settings);
        await Eventually.True(() => sidecar.HasExited, StartDeadline, "the sidecar ends by itself", () => sidecar.Output);
        // The pipes are drained a moment after the process is gone.
        await Eventually.True(() => sidecar.Output.Length > 0, TimeSpan.FromSeconds(5), "it says why");
        return sidecar.Output;
    }

    /// <summary>Waits for a health route to answer 204.</summary>
    public Task WaitAsync(string route) => route.Length == 0 ? Task.CompletedTask : Eventually.AsyncTrue(
        async token => _process.HasExited
            ? throw new InvalidOperationException($"It ended: {Output}")
            : (await Http.GetAsync(route, token)).StatusCode == HttpStatusCode.NoContent,
        StartDeadline, $"{route} answers 204", () => Output);

    public Task<HttpResponseMessage> GetAsync(string path) => Http.GetAsync(path);

    public Task<HttpResponseMessage> PostAsync(string path, string body, string contentType = "application/json") =>
        SendAsync(HttpMethod.Post, path, body, contentType);

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = contentType.Length > 0 ? MediaTypeHeaderValue.Parse(contentType) : null;
        }
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        return Http.SendAsync(request);
    }

    /// <summary>Replaces its one resource file.</summary>
    public void WriteResources(string yaml) => File.WriteAllText(Path.Combine(Resources, "resources.yaml"), yaml);

    public void Signal(string signal) => _process.Signal(signal);

    public Task KillAsync() => _process.KillAsync();

    /// <summary>SIGTERM, and waits until it is gone.</summary>
    public Task StopAsync(TimeSpan? patience = null) => _process.StopAsync("TERM", patience ?? TimeSpan.FromSeconds(20));

    /// <summary>Starts it again on the same ports with the same resources, after it ended or was killed.</summary>
    public async Task RestartAsync()
    {
        await _process.KillAsync();
        _process.Dispose();
        _process = Launch();
        await WaitAsync(_settings.WaitFor);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.KillAsync();
        _process.Dispose();
        Http.Dispose();
        _folder.Delete(recursive: true);
    }

    private ChildProcess Launch() => ChildProcess.Start(SidecarProgram.Sidecar(
    [
        "--app-id", _settings.AppId,
        .. _settings.App is { } app ? ["--app-port", $"{app.Port}"] : Array.Empty<string>(),
        "--dapr-http-port", $"{HttpPort}", "--dapr-grpc-port", $"{GrpcPort}", "--dapr-internal-grpc-port", $"{InternalPort}",
        "--metrics-port", $"{MetricsPort}", "--dapr-listen-addresses", "127.0.0.1", "--resources-path", Resources,
        .. _settings.Config is null ? Array.Empty<string>() : ["--config", ConfigFile],
        .. _settings.Flags,
    ], _settings.Environment));
}
