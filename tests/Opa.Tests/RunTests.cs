using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Testing;

namespace OpenClaw.Opa.Tests;

/// <summary>How the server is run: watched files, a diagnostic door, packed answers, limits, many clients at once.</summary>
public sealed class RunTests : IDisposable
{
    private readonly TempFolder _folder = new(("p/app.rego", "package app\np := 1\n"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Watch_ChangedFile_IsInForceAndABrokenOneIsNot()
    {
        await using var server = await OpaServer.StartAsync(_folder.Path, "--watch", "p");

        _folder.Write("p/app.rego", "package app\np := 2\n");
        await Eventually.AsyncTrue(async _ => await Value(server) == 2, TimeSpan.FromSeconds(15), "the change is in force");
        _folder.Write("p/app.rego", "package app\np := nonsense\n");
        await Eventually.True(() => server.Output.Contains("9110", StringComparison.Ordinal), TimeSpan.FromSeconds(15), "the failure is logged");

        Assert.Equal(2, await Value(server));
    }

    [Fact]
    public async Task DiagnosticAddress_ServesHealthAndMetricsOnly()
    {
        var port = FreePorts.Next();
        await using var server = await OpaServer.StartAsync(_folder.Path, "--diagnostic-addr", $"127.0.0.1:{port}", "p");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("health", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("metrics", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("v1/data", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Answer_LongAndAskedFor_IsPacked()
    {
        await using var server = await OpaServer.StartAsync(_folder.Path, "p");
        await server.PutAsync("v1/data/long", JsonValue.Create(new string('x', 5000)).ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/data/long") { Content = new StringContent("""{"input": {}}""") };
        request.Headers.AcceptEncoding.ParseAdd("gzip");

        using var answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await using var unpacked = new GZipStream(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);

        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        Assert.Equal(5000, ((string?)(await JsonNode.ParseAsync(unpacked, cancellationToken: TestContext.Current.CancellationToken))!["result"])!.Length);
    }

    [Fact]
    public async Task Body_OverTheLimit_IsRefused()
    {
        await using var server = await OpaServer.StartAsync(_folder.Path, "--set", "server.decoding.max_length=100", "p");

        var (status, body) = await server.PostAsync("v1/data/app/p", $$"""{"input": "{{new string('x', 200)}}"}""");

        Assert.Equal((HttpStatusCode.BadRequest, "request body too large"), (status, (string?)body!["message"]));
    }

    [Fact]
    public async Task SetFlag_TakesValuesFromTheEnvironment_AsTheFileDoes()
    {
        await using var server = await OpaServer.StartAsync(_folder.Path, "--set", "labels.path=${PATH}", "p");

        var (_, body) = await server.GetAsync("v1/config");

        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), (string?)body!["result"]!["labels"]!["path"]);
    }

    [Fact]
    public async Task Writers_BesideReaders_NeverShowAHalfChange()
    {
        await using var server = await OpaServer.StartAsync(_folder.Path, "p");
        await server.PutAsync("v1/data/pair", """{"a": 0, "b": 0}""");
        await server.PutAsync("v1/policies/same", "package same\nok := data.pair.a == data.pair.b");

        var writer = Task.Run(async () =>
        {
            for (var i = 1; i <= 100; i++)
            {
                await server.SendAsync("PATCH", "v1/data/pair", $$"""[{"op": "replace", "path": "/a", "value": {{i}}}, {"op": "replace", "path": "/b", "value": {{i}}}]""");
            }
        }, TestContext.Current.CancellationToken);
        var seen = new List<string>();
        while (!writer.IsCompleted)
        {
            seen.Add((await server.GetAsync("v1/data/same/ok")).Body!.ToJsonString());
        }

        await writer;
        Assert.NotEmpty(seen);
        Assert.All(seen, answer => Assert.Equal("""{"result":true}""", answer));
    }

    [Fact]
    public async Task Start_BrokenPolicy_FailsWithThePlace()
    {
        _folder.Write("p/app.rego", "package app\np if x\n");

        var result = await OpaTool.RunAsync(_folder.Path, "run", "--server", "--addr", $"127.0.0.1:{FreePorts.Next()}", "p");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("p/app.rego:2: rego_unsafe_var_error", result.Error, StringComparison.Ordinal);
    }

    private static async Task<int?> Value(OpaServer server) => (int?)(await server.GetAsync("v1/data/app/p")).Body!["result"];
}
