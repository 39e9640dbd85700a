using System.Net.Http.Headers;
using System.Text;
using StackExchange.Redis;

namespace OpenClaw.Sidecar.Load;

/// <summary>A call through the sidecar and what it is compared with.</summary>
/// <param name="Goal">Largest added p50, p90 and p99 in milliseconds; null where no goal is set.</param>
internal sealed record Scenario(string Name, string Baseline, Func<Task> Direct, Func<Task> Through, double[]? Goal = null, bool TakesCallee = false)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue Binary = new("application/octet-stream");

    public static Scenario Invoke(Stage stage, int bytes, double[]? goal = null)
    {
        var body = new byte[bytes];
        return new Scenario($"invoke, {Size(bytes)}", "the app itself",
            () => SendAsync(stage, stage.App, body, Binary), () => SendAsync(stage, new Uri(stage.Caller, "/v1.0/invoke/callee/method/echo"), body, Binary), goal, TakesCallee: true);
    }

    /// <summary>The scenarios of the goals, 1 KB each.</summary>
    public static async Task<Scenario[]> AllAsync(Stage stage)
    {
        var value = new string('x', 1000);
        var (json, state) = (Encoding.UTF8.GetBytes($"{{\"value\":\"{value}\"}}"), Encoding.UTF8.GetBytes($"[{{\"key\":\"k\",\"value\":\"{value}\"}}]"));
        var redis = (await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{stage.Redis.Port}")).GetDatabase();
        await redis.HashSetAsync("direct", [new HashEntry("data", value), new HashEntry("version", 1)]);
        Func<Task> app = () => SendAsync(stage, stage.App, json, Binary);
        Func<Task> Post(string path, byte[] body) => () => SendAsync(stage, new Uri(stage.Caller, path), body, Json);
        foreach (var store in (string[])["memory", "redis"])
        {
            await Post($"/v1.0/state/{store}", state)();
        }
        return
        [
            Invoke(stage, 1024, [1.06, 1.48, 2.90]),
            new Scenario("publish, in-memory", "the app itself", app, Post("/v1.0/publish/events/topic", json), [0.53, 0.81, 1.72]),
            new Scenario("publish, Redis stream", "XADD", () => redis.ExecuteAsync("XADD", "direct-topic", "*", "data", value), Post("/v1.0/publish/streams/topic", json), [0.53, 0.81, 1.72]),
            new Scenario("state get, in-memory", "the app itself", app, () => GetAsync(stage, "/v1.0/state/memory/k"), [0.28, 0.71, 0.98]),
            new Scenario("state get, Redis", "HGETALL", () => redis.HashGetAllAsync("direct"), () => GetAsync(stage, "/v1.0/state/redis/k"), [0.28, 0.71, 0.98]),
            new Scenario("state set, in-memory", "the app itself", app, Post("/v1.0/state/memory", state)),
            new Scenario("state set, Redis", "HSET", () => redis.HashSetAsync("direct", [new HashEntry("data", value)]), Post("/v1.0/state/redis", state)),
        ];
    }

    public static string Size(int bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MB" : $"{bytes >> 10} KB";

    private static async Task SendAsync(Stage stage, Uri address, byte[] body, MediaTypeHeaderValue type)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = type } };
        using var answer = await stage.Http.PostAsync(address, content);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task GetAsync(Stage stage, string path)
    {
        using var answer = await stage.Http.GetAsync(new Uri(stage.Caller, path));
        answer.EnsureSuccessStatusCode();
    }
}
