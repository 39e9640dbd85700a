using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Testing;

namespace OpenClaw.Opa.Tests;

/// <summary>A server process on a free port.</summary>
internal sealed class OpaServer : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private OpaServer(ChildProcess process, Uri address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public string Output => _process.Output;

    public static async Task<OpaServer> StartAsync(string folder = "/", params string[] args)
    {
        var address = new Uri($"http://127.0.0.1:{FreePorts.Next()}/");
        var process = ChildProcess.Start(new ChildProgram("opa", "dotnet", [OpaTool.Program, "run", "--server", "--addr", address.Authority, .. args]) { WorkingDirectory = folder });
        var server = new OpaServer(process, address);
        await Eventually.AsyncTrue(
            async token => (await server.Client.GetAsync("health", token)).StatusCode is not 0,
            TimeSpan.FromSeconds(30), "the server answers", () => process.Output);
        return server;
    }

    public Task<(HttpStatusCode Status, JsonNode? Body)> GetAsync(string path) => SendAsync("GET", path, null);

    public Task<(HttpStatusCode Status, JsonNode? Body)> PostAsync(string path, string body) => SendAsync("POST", path, body);

    public Task<(HttpStatusCode Status, JsonNode? Body)> PutAsync(string path, string body) => SendAsync("PUT", path, body);

    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(string method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, text.Length == 0 || answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) != true ? null : JsonNode.Parse(text));
    }

    public Task StopAsync() => _process.StopAsync("TERM", TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.KillAsync();
        _process.Dispose();
    }
}
