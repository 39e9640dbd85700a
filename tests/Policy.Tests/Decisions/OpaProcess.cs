using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.Policy.Tests.Decisions;

/// <summary>An OPA server that takes its bundle from a policy service and believes one key.</summary>
internal sealed class OpaProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly string _folder;

    private OpaProcess(ChildProcess process, string folder, Uri address)
    {
        (_process, _folder, Address) = (process, folder, address);
        Client = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public string Output => _process.Output;

    public static OpaProcess Start(ServiceProcess policy, string sidecarToken, string resource, string scope, string publicKey)
    {
        var folder = Directory.CreateTempSubdirectory("policy-opa-").FullName;
        var configuration = new JsonObject
        {
            ["services"] = new JsonObject
            {
                ["policy"] = new JsonObject
                {
                    ["url"] = policy.Address.ToString(),
                    ["headers"] = new JsonObject { [HeaderNames.DaprApiToken] = sidecarToken, [HeaderNames.DaprCallerAppId] = "opa" },
                },
            },
            ["keys"] = new JsonObject { ["policy"] = new JsonObject { ["algorithm"] = "ES256", ["key"] = publicKey } },
            ["bundles"] = new JsonObject
            {
                ["openclaw"] = new JsonObject
                {
                    ["service"] = "policy",
                    ["resource"] = resource,
                    ["signing"] = new JsonObject { ["keyid"] = "policy", ["scope"] = scope },
                    ["polling"] = new JsonObject { ["min_delay_seconds"] = 1, ["max_delay_seconds"] = 1 },
                },
            },
        };
        var file = Path.Combine(folder, "opa.json");
        File.WriteAllText(file, configuration.ToJsonString());
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePorts.Next()}/"));
        var program = Path.Combine(AppContext.BaseDirectory, "OpenClaw.Opa.dll");
        return new OpaProcess(
            ChildProcess.Start(new ChildProgram("opa", "dotnet", [program, "run", "--server", "--addr", address.Authority, "-c", file]) { WorkingDirectory = folder }), folder, address);
    }

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var answer = await Client.GetAsync(new Uri("health?bundles", UriKind.Relative), cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    public Task AwaitAsync() => Eventually.AsyncTrue(
        async token => await IsReadyAsync(token), TimeSpan.FromSeconds(60), "OPA has its bundle", () => Output, TestContext.Current.CancellationToken);

    public async Task<JsonNode?> DecideAsync(JsonNode input)
    {
        using var answer = await Client.PostAsJsonAsync("v1/data/openclaw/decision", new JsonObject { ["input"] = input.DeepClone() }, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))?["result"]?.DeepClone();
    }

    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.KillAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
