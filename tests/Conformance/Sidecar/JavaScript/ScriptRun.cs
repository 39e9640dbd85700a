using System.Text.Json;
using System.Text.RegularExpressions;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.JavaScript;

/// <summary>
/// One run of a script against a sidecar with every kind of component. The script is the app and its client at once;
/// each check in it is a test here.
/// </summary>
public abstract partial class ScriptRun(NodeModules node, Servers servers, string script) : SkippableFixture
{
    private const string AppId = "script";
    private const string Mark = "@@results ";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sidecar-conformance-script-");
    private Dictionary<string, string> _results = [];
    private string _output = "";

    /// <summary>Flags and variables beside those that every script needs.</summary>
    protected virtual IReadOnlyList<string> Flags => [];

    protected virtual IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    protected override async Task StartAsync()
    {
        var appPort = FreePorts.Next();
        await using var plane = await ControlPlane.StartAsync(scheduler: true);
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            AppId = AppId,
            Resources = await ResourcesAsync(appPort),
            Flags = ["--app-port", $"{appPort}", .. plane.Flags, .. Flags],
            Environment = Environment,
            WaitFor = SidecarSettings.OutboundReady,
        });
        using var redis = await servers.RawRedisAsync();
        await redis.CommandAsync("MSET", "colour", "green||1", "size", "7");
        using var limit = new CancellationTokenSource(Deadline);
        _output = await node.RunAsync(script, [$"{appPort}", $"{sidecar.HttpPort}", AppId, $"{sidecar.GrpcPort}", $"{(await servers.RedisAsync()).Port}"], limit.Token);
        var start = _output.IndexOf(Mark, StringComparison.Ordinal);
        _results = start < 0 ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(_output[(start + Mark.Length)..].Split('\n')[0])!;
        _output += sidecar.Output;
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
        return base.DisposeAsync();
    }

    public void Passed(string check)
    {
        Assert.SkipWhen(SidecarProgram.IsOriginal && check.StartsWith("ours: ", StringComparison.Ordinal), "This is about what the embedded sidecar does not offer.");
        Assert.True(Started(_results).TryGetValue(check, out var failure), $"The script did not get to this check:\n{_output}");
        Assert.Equal("", failure);
    }

    /// <summary>The names of the checks in a script.</summary>
    internal static TheoryData<string> Checks(string script) =>
        [.. CheckName().Matches(File.ReadAllText(Path.Combine(NodeModules.Source, script))).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("""^await check\("([^"]+)",""", RegexOptions.Multiline)]
    private static partial Regex CheckName();

    private async Task<string> ResourcesAsync(int appPort)
    {
        var secrets = Path.Combine(_folder.FullName, "secrets.json");
        await File.WriteAllTextAsync(secrets, """{"first":"one","second":"two"}""");
        var (postgres, redis, rabbit) = (await servers.PostgresConnectionAsync(), await servers.RedisHostAsync(), await servers.RabbitMqAsync());
        return Yaml.Join(
            Yaml.Component("statestore", "state.postgresql", "v2", "", ("connectionString", postgres), ("actorStateStore", "true"), ("tablePrefix", $"script{appPort}_")),
            Yaml.Component("cache", "state.redis", ("redisHost", redis), ("keyPrefix", $"script{appPort}")),
            Yaml.Component("pubsub", "pubsub.rabbitmq", ("connectionString", rabbit.ConnectionString), ("consumerID", $"script{appPort}")),
            Yaml.Component("lock", "lock.redis", ("redisHost", redis), ("keyPrefix", $"script{appPort}")),
            Yaml.Component("configuration", "configuration.redis", ("redisHost", redis)),
            Yaml.Component("secrets", "secretstores.local.file", ("secretsFile", secrets)),
            Yaml.Component("http-out", "bindings.http", ("url", $"http://127.0.0.1:{appPort}")),
            Yaml.Component("ticks", "bindings.cron", ("schedule", "@every 1s"), ("direction", "input")),
            Yaml.Resiliency("""
                  policies:
                    retries:
                      again:
                        policy: constant
                        duration: 50ms
                        maxRetries: 5
                  targets:
                    components:
                      pubsub:
                        inbound:
                          retry: again

                """));
    }
}
