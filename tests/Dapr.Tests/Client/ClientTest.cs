using Dapr.Client;

namespace OpenClaw.Dapr.Tests.Client;

/// <summary>A client and the server it talks to.</summary>
public abstract class ClientTest : IAsyncLifetime
{
    protected RecordingServer Server { get; private set; } = null!;

    protected DaprClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await RecordingServer.StartAsync();
        Client = new DaprClientBuilder().UseHttpEndpoint(Server.Address).UseDaprApiToken("secret").Build();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A value for the tests.</summary>
public sealed record Widget(string Name, int Size);
