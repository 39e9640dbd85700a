using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>Section 3.2: <c>amqps</c> with <c>caCert</c>, <c>clientCert</c>, <c>clientKey</c> and <c>saslExternal</c>.</summary>
public sealed class RabbitMqTlsTests : IAsyncLifetime
{
    private RabbitMqServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(ServerPrograms.RabbitMqMissingReason is not null, ServerPrograms.RabbitMqMissingReason ?? "");
        _server = await RabbitMqServer.StartWithTlsAsync();
    }

    public ValueTask DisposeAsync() => _server is null ? ValueTask.CompletedTask : _server.DisposeAsync();

    [Fact]
    public async Task Amqps_TrustsTheGivenAuthorityOnly_AndShowsTheClientsCertificate()
    {
        var given = _server.Certificates!;
        await using var app = (await TestApp.StartAsync()).On("/in", 200);
        var plain = Component("app:app@", ("caCert", given.Authority), ("clientCert", given.Client.Certificate), ("clientKey", given.Client.Key));
        var external = Component("", ("caCert", given.Authority), ("clientCert", given.Client.Certificate), ("clientKey", given.Client.Key), ("saslExternal", "true"));

        foreach (var component in (string[])[plain, external])
        {
            var topic = Brokers.NewTopic();
            await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(component, Yaml.Subscription(topic, "/in")), app);
            var before = app.Of("/in").Length;
            await (await sidecar.PostAsync($"/v1.0/publish/pubsub/{topic}", "1")).IsEmptyAsync();
            await app.WaitForAsync("/in", before + 1);
        }

        var stranger = new TlsCertificates("localhost");
        foreach (var component in (string[])[
            Component("app:app@", ("caCert", stranger.Authority), ("clientCert", given.Client.Certificate), ("clientKey", given.Client.Key)),
            Component("app:app@", ("caCert", given.Authority), ("clientCert", stranger.Client.Certificate), ("clientKey", stranger.Client.Key))])
        {
            Assert.Contains("pubsub", await SidecarProcess.StartFailsAsync(new SidecarSettings { Resources = component }), StringComparison.Ordinal);
        }
    }

    private string Component(string login, params (string Name, string Value)[] more) =>
        Yaml.Component("pubsub", Brokers.RabbitMq, [("connectionString", $"amqps://{login}localhost:{_server.TlsPort}/"), .. more]);
}
