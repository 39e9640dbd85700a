using System.Text;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace OpenClaw.Sidecar.Conformance.Bindings;

/// <summary>The <c>bindings.rabbitmq</c> rows of components 4.</summary>
public sealed class RabbitMqBindingTests(Servers servers)
{
    private readonly string _queue = "b-" + Guid.NewGuid().ToString("N")[..10];

    [Fact]
    public async Task Create_PutsTheDataIntoTheQueue_ThroughTheDefaultExchange()
    {
        await using var sidecar = await SidecarProcess.StartAsync(await QueueAsync(("durable", "true"), ("direction", "output")));

        await (await sidecar.PostAsync("/v1.0/bindings/queue",
            """{"operation":"create","data":{"n": 1},"metadata":{"priority":"3","contentType":"application/json","ttlInSeconds":"60","colour":"blue"}}""")).IsEmptyAsync();

        var message = await TakeAsync();
        Assert.Equal("""{"n":1}""", Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal("", message.Exchange);
        Assert.Equal("application/json", message.BasicProperties.ContentType);
        Assert.Equal(3, message.BasicProperties.Priority);
        Assert.Equal("60000", message.BasicProperties.Expiration);
        Assert.Equal(DeliveryModes.Persistent, message.BasicProperties.DeliveryMode);
        Assert.Equal("blue", Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers!["colour"]!));
    }

    [Fact]
    public async Task Create_ByDefault_IsTextPlain_AndTransientInATransientQueue()
    {
        await using var sidecar = await SidecarProcess.StartAsync(await QueueAsync(("direction", "output")));

        await (await sidecar.PostAsync("/v1.0/bindings/queue", """{"operation":"create","data":"x"}""")).IsEmptyAsync();

        var message = await TakeAsync();
        Assert.Equal("\"x\"", Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal("text/plain", message.BasicProperties.ContentType);
        Assert.NotEqual(DeliveryModes.Persistent, message.BasicProperties.DeliveryMode);
    }

    [Fact]
    public async Task Queue_IsDeclaredAsTheMetadataSay()
    {
        await using var sidecar = await SidecarProcess.StartAsync(await QueueAsync(("durable", "true"), ("maxPriority", "5"), ("ttlInSeconds", "30"), ("direction", "output")));
        await using var connection = await ConnectAsync();

        await DeclareAsync(connection, durable: true, new Dictionary<string, object?> { ["x-max-priority"] = (byte)5, ["x-message-ttl"] = 30000L });
        await Assert.ThrowsAsync<OperationInterruptedException>(() => DeclareAsync(connection, durable: false, []));
    }

    [Fact]
    public async Task Input_DeliversMessages_WithHeadersAsMetadata_AndAcknowledgesThem()
    {
        await using var app = (await TestApp.StartAsync()).On("/queue", 200);
        await using var sidecar = await SidecarProcess.StartAsync(await QueueAsync(), app);

        await PutAsync("""{"n":1}""", new Dictionary<string, object?> { ["colour"] = "blue" });
        var call = (await app.WaitForAsync("/queue"))[0];

        Assert.Equal("""{"n":1}""", call.Body);
        Assert.Equal("blue", call.Headers["colour"]);
        await Eventually.AsyncTrue(async _ => await CountAsync() == 0, TimeSpan.FromSeconds(10), "the queue is empty");
    }

    [Fact]
    public async Task Input_ThatTheAppRefuses_ReturnsToTheQueue_TillItIsTaken()
    {
        var attempts = 0;
        await using var app = (await TestApp.StartAsync()).On("/queue", (context, call) =>
        {
            context.Response.StatusCode = call.Method == "OPTIONS" || Interlocked.Increment(ref attempts) > 2 ? 200 : 500;
            return Task.CompletedTask;
        });
        await using var sidecar = await SidecarProcess.StartAsync(await QueueAsync(), app);

        await PutAsync("1", []);
        await app.WaitForAsync("/queue", 3);

        await Eventually.AsyncTrue(async _ => await CountAsync() == 0, TimeSpan.FromSeconds(10), "the queue is empty");
    }

    [Fact]
    public async Task OutputAndInput_OfOneComponent_MeetInItsQueue()
    {
        await using var app = (await TestApp.StartAsync()).On("/queue", 200);
        await using var sidecar = await SidecarProcess.StartAsync(await QueueAsync(("direction", "input, output")), app);

        await (await sidecar.PostAsync("/v1.0/bindings/queue", """{"operation":"create","data":"round"}""")).IsEmptyAsync();

        Assert.Equal("\"round\"", (await app.WaitForAsync("/queue"))[0].Body);
    }

    [Theory]
    [InlineData("""{"operation":"delete","data":1}""")]
    [InlineData("""{"operation":"create","data":1,"metadata":{"ttlInSeconds":"soon"}}""")]
    [InlineData("""{"operation":"create","data":1,"metadata":{"priority":"high"}}""")]
    public async Task BadCall_Is500(string body)
    {
        await using var sidecar = await SidecarProcess.StartAsync(await QueueAsync(("direction", "output")));

        await (await sidecar.PostAsync("/v1.0/bindings/queue", body)).IsErrorAsync(500, "ERR_INVOKE_OUTPUT_BINDING");
    }

    private async Task<string> QueueAsync(params (string, string)[] more) =>
        Yaml.Component("queue", "bindings.rabbitmq", [("host", (await servers.RabbitMqAsync()).ConnectionString), ("queueName", _queue), ("reconnectWaitInSeconds", "1"), .. more]);

    private async Task<IConnection> ConnectAsync() =>
        await new ConnectionFactory { Uri = new Uri((await servers.RabbitMqAsync()).ConnectionString) }.CreateConnectionAsync();

    private async Task DeclareAsync(IConnection connection, bool durable, Dictionary<string, object?> arguments)
    {
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(_queue, durable, exclusive: false, autoDelete: false, arguments);
    }

    private async Task<BasicGetResult> TakeAsync()
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        BasicGetResult? taken = null;
        await Eventually.AsyncTrue(async token => (taken = await channel.BasicGetAsync(_queue, true, token)) is not null, TimeSpan.FromSeconds(10), "a message is in the queue");
        return taken!;
    }

    private async Task PutAsync(string body, Dictionary<string, object?> headers)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicPublishAsync("", _queue, false, new BasicProperties { Headers = headers }, Encoding.UTF8.GetBytes(body));
    }

    private async Task<uint> CountAsync()
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        return await channel.MessageCountAsync(_queue);
    }
}
