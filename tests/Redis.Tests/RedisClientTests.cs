using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenClaw.Testing;
using StackExchange.Redis;
using StackExchange.Redis.Protocol;

namespace OpenClaw.Redis.Tests;

/// <summary>The client against a real Redis, and its reader against cut-up bytes.</summary>
public sealed class RedisClientTests(RedisFixture redis)
{
    private readonly string _key = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Commands_RunPipelined_OverOneConnection()
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var database = client.GetDatabase();

        var counts = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => database.StringIncrementAsync(_key)));

        Assert.Equal(Enumerable.Range(1, 1000).Select(number => (long)number), counts.Order());
    }

    [Fact]
    public async Task Values_OfEveryKind_ComeBackAsWritten()
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var database = client.GetDatabase();
        byte[] bytes = [0, 13, 10, 255];

        Assert.True(await database.StringSetAsync(_key, bytes, TimeSpan.FromMinutes(1), when: When.NotExists));
        Assert.False(await database.StringSetAsync(_key, "other", when: When.NotExists));
        Assert.Equal(bytes, (byte[]?)await database.StringGetAsync(_key));
        Assert.InRange((await database.KeyTimeToLiveAsync(_key))!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
        Assert.True((await database.StringGetAsync(_key + "x")).IsNull);
        await database.HashSetAsync(_key + "h", [new HashEntry("a", 1), new HashEntry("b", "ü")]);
        Assert.Equal("ü", (await database.HashGetAllAsync(_key + "h")).Single(field => field.Name == "b").Value.ToString());
        Assert.True(await database.KeyDeleteAsync(_key));
    }

    [Fact]
    public async Task Script_ThatFails_IsAServerError()
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);

        var sum = await client.GetDatabase().ScriptEvaluateAsync("return ARGV[1] + 1", [_key], [41]);
        var error = await Assert.ThrowsAsync<RedisServerException>(() => client.GetDatabase().ScriptEvaluateAsync("return redis.error_reply('no way')"));

        Assert.Equal(42, (int)sum);
        Assert.Contains("no way", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_ThatTheServerForgot_IsSentAgain()
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var database = client.GetDatabase();
        const string script = "return redis.call('INCRBY', KEYS[1], ARGV[1])";

        var first = await database.ScriptEvaluateAsync(script, [_key], [2]);
        await database.ExecuteAsync("SCRIPT", "FLUSH");
        var second = await database.ScriptEvaluateAsync(script, [_key], [3]);
        var third = await database.ScriptEvaluateAsync(script, [_key], [4]);

        Assert.Equal([2, 5, 9], [(int)first, (int)second, (int)third]);
    }

    [Fact]
    public async Task Transaction_RunsEverything_AndReportsEachFailure()
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var transaction = client.GetDatabase().CreateTransaction();
        var good = transaction.StringSetAsync(_key, "1");
        var bad = transaction.HashGetAsync(_key, "field");

        Assert.True(await transaction.ExecuteAsync());

        Assert.True(await good);
        await Assert.ThrowsAsync<RedisServerException>(() => bad);
    }

    [Fact]
    public async Task WrongPassword_IsAConnectionError() =>
        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(redis.ConnectionString.Split(',')[0] + ",password=wrong"));

    [Fact]
    public async Task Subscriber_ReceivesMessages()
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var received = new TaskCompletionSource<string>();
        await client.GetSubscriber().SubscribeAsync(RedisChannel.Literal(_key), (_, message) => received.TrySetResult(message.ToString()));
        await Eventually.AsyncTrue(async _ => await client.GetSubscriber().PublishAsync(RedisChannel.Literal(_key), "hello") == 1, TimeSpan.FromSeconds(5), "the subscription is there");

        Assert.Equal("hello", await received.Task.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task ServerKilledAndRestarted_TheClientComesBackByItself()
    {
        Assert.SkipWhen(ServerPrograms.RedisMissingReason is not null, ServerPrograms.RedisMissingReason ?? "");
        await using var server = await RedisServer.StartAsync();
        await using var client = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var seen = 0;
        await client.GetSubscriber().SubscribeAsync(RedisChannel.Literal(_key), (_, _) => Interlocked.Increment(ref seen));
        await client.GetDatabase().StringSetAsync(_key, "kept");

        await server.KillAsync();
        await Assert.ThrowsAnyAsync<RedisException>(() => client.GetDatabase().PingAsync());
        await server.RestartAsync();

        await Eventually.AsyncTrue(async _ => !(await client.GetDatabase().StringGetAsync("any")).HasValue, TimeSpan.FromSeconds(5), "commands run again");
        await Eventually.AsyncTrue(async _ => await client.GetSubscriber().PublishAsync(RedisChannel.Literal(_key), "x") == 1, TimeSpan.FromSeconds(5), "the subscription is made again");
        await Eventually.True(() => seen > 0, TimeSpan.FromSeconds(5), "messages arrive again");
    }

    /// <summary>The subscription's connection is lost while the server takes longer than the time to connect.</summary>
    [Fact]
    public async Task ServerThatStalls_TheSubscriptionComesBackByItself()
    {
        Assert.SkipWhen(ServerPrograms.RedisMissingReason is not null, ServerPrograms.RedisMissingReason ?? "");
        await using var server = await RedisServer.StartAsync();
        await using var client = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",connectTimeout=300");
        await using var other = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var seen = 0;
        await client.GetSubscriber().SubscribeAsync(RedisChannel.Literal(_key), (_, _) => Interlocked.Increment(ref seen));

        var killed = other.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await Task.WhenAll(killed, other.GetDatabase().ExecuteAsync("CLIENT", "PAUSE", 3000, "ALL"));

        Assert.Equal(1, (int)await killed);
        await Eventually.AsyncTrue(async _ => await other.GetSubscriber().PublishAsync(RedisChannel.Literal(_key), "x") == 1, TimeSpan.FromSeconds(20), "the subscription is made again");
        await Eventually.True(() => seen > 0, TimeSpan.FromSeconds(5), "messages arrive again");
    }

    [Fact]
    public async Task AddRedisClient_ConnectsOnResolve_AndHasAHealthCheck()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:cache"] = redis.ConnectionString;
        builder.AddRedisClient("cache");
        using var host = builder.Build();

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Healthy, report.Entries["StackExchange.Redis"].Status);
        Assert.True(host.Services.GetRequiredService<IConnectionMultiplexer>().IsConnected);
    }

    [Fact]
    public async Task Reader_WithEveryCutOfTheBytes_ReadsTheSame()
    {
        var bytes = Encoding.UTF8.GetBytes("*4\r\n$3\r\nfoo\r\n:42\r\n*-1\r\n*1\r\n$-1\r\n+OK\r\n-ERR no\r\n");
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var pipe = new Pipe();
            var reader = new RespReader(pipe.Reader);
            var reading = ReadAllAsync(reader);
            await pipe.Writer.WriteAsync(bytes.AsMemory(0, cut));
            pipe.Writer.Write(bytes.AsSpan(cut));
            await pipe.Writer.CompleteAsync();

            var results = await reading;

            Assert.Equal(3, results.Count);
            Assert.Equal("foo", (string?)results[0][0]);
            Assert.True(results[0][2].IsNull);
            Assert.Equal("OK", (string?)results[1]);
            Assert.Throws<RedisServerException>(() => (string?)results[2]);
        }
    }

    private static async Task<List<RedisResult>> ReadAllAsync(RespReader reader)
    {
        var results = new List<RedisResult>();
        while (await reader.ReadAsync(CancellationToken.None) is { } result)
        {
            results.Add(result);
        }
        return results;
    }
}
