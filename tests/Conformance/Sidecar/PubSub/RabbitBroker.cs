using System.Text;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>Looks into the broker with a connection of its own. Declaring again with other properties is refused by the broker, so a declaration that passes is the proof of what exists.</summary>
internal sealed class RabbitBroker(IConnection connection) : IAsyncDisposable
{
    public static async Task<RabbitBroker> ConnectAsync(Servers servers) =>
        new(await new ConnectionFactory { Uri = new Uri((await servers.RabbitMqAsync()).ConnectionString) }.CreateConnectionAsync());

    public async Task HasExchangeAsync(string name, string kind, bool durable, bool autoDelete)
    {
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclarePassiveAsync(name);
        await channel.ExchangeDeclareAsync(name, kind, durable, autoDelete);
    }

    public async Task HasQueueAsync(string name, bool durable, bool autoDelete, params (string Name, object? Value)[] arguments)
    {
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclarePassiveAsync(name);
        await channel.QueueDeclareAsync(name, durable, false, autoDelete, arguments.ToDictionary(pair => pair.Name, pair => pair.Value));
    }

    /// <summary>The same declaration without one argument must be refused, else the proof above proves nothing.</summary>
    public async Task RefusesQueueAsync(string name, bool durable, bool autoDelete, params (string Name, object? Value)[] arguments)
    {
        var refused = await Assert.ThrowsAsync<OperationInterruptedException>(() => HasQueueAsync(name, durable, autoDelete, arguments));
        Assert.Contains("inequivalent arg", refused.Message, StringComparison.Ordinal);
    }

    public async Task<bool> ExistsAsync(string queue)
    {
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync(queue);
            return true;
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode == 404)
        {
            return false;
        }
    }

    public async Task<uint> CountAsync(string queue)
    {
        await using var channel = await connection.CreateChannelAsync();
        return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
    }

    /// <summary>A durable queue without any argument.</summary>
    public async Task MakeQueueAsync(string queue)
    {
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(queue, true, false, false);
    }

    /// <summary>A queue of this test bound to a topic's exchange, which must exist.</summary>
    public async Task<string> TapAsync(string exchange, string routingKey = "")
    {
        await using var channel = await connection.CreateChannelAsync();
        var queue = "tap-" + Guid.NewGuid().ToString("N");
        await channel.QueueDeclareAsync(queue, false, false, false);
        await channel.QueueBindAsync(queue, exchange, routingKey);
        return queue;
    }

    public async Task<BasicGetResult> GetAsync(string queue)
    {
        await using var channel = await connection.CreateChannelAsync();
        BasicGetResult? message = null;
        await Eventually.AsyncTrue(async token => (message = await channel.BasicGetAsync(queue, autoAck: true, token)) is not null, TimeSpan.FromSeconds(10), $"a message in {queue}");
        return message!;
    }

    public async Task SendAsync(string exchange, string body, BasicProperties properties, string routingKey = "")
    {
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicPublishAsync(exchange, routingKey, false, properties, Encoding.UTF8.GetBytes(body));
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
