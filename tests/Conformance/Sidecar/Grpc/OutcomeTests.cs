using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Grpc;

/// <summary>The outcome of every block's failures in gRPC's codes.</summary>
public sealed class OutcomeTests(OutcomeTests.Sidecars sidecars) : IClassFixture<OutcomeTests.Sidecars>
{
    private const int InvalidArgument = 3;
    private const int PermissionDenied = 7;
    private const int FailedPrecondition = 9;
    private const int Unimplemented = 12;
    private const int Internal = 13;

    [Theory]
    [InlineData("GetState", FailedPrecondition)]
    [InlineData("SaveState", FailedPrecondition)]
    [InlineData("DeleteState", FailedPrecondition)]
    [InlineData("GetBulkState", FailedPrecondition)]
    [InlineData("ExecuteStateTransaction", FailedPrecondition)]
    [InlineData("GetSecret", FailedPrecondition)]
    [InlineData("GetBulkSecret", FailedPrecondition)]
    [InlineData("GetConfiguration", FailedPrecondition)]
    [InlineData("SubscribeConfiguration", FailedPrecondition)]
    [InlineData("TryLockAlpha1", FailedPrecondition)]
    [InlineData("UnlockAlpha1", FailedPrecondition)]
    [InlineData("PublishEvent", InvalidArgument)]
    [InlineData("BulkPublishEventAlpha1", InvalidArgument)]
    [InlineData("InvokeBinding", Internal)]
    public async Task Block_WithoutAnyComponent_SaysSo(string method, int code)
    {
        using var connection = new GrpcConnection(sidecars.Empty);

        var answer = await connection.CallAsync(method, Message.Text(1, "store"));

        Assert.True(code == answer.Code, $"{answer.Code}: {answer.Text}");
        Assert.NotEqual("", answer.Text);
    }

    [Theory]
    [InlineData("GetState", InvalidArgument)]
    [InlineData("GetSecret", InvalidArgument)]
    [InlineData("PublishEvent", InvalidArgument)]
    [InlineData("InvokeBinding", Internal)]
    public async Task Block_WithAnUnknownComponent_SaysSo(string method, int code)
    {
        using var connection = new GrpcConnection(sidecars.Full);

        var answer = await connection.CallAsync(method, Message.Of(Message.Text(1, "nowhere"), Message.Text(2, "key")));

        Assert.True(code == answer.Code, $"{answer.Code}: {answer.Text}");
        Assert.Contains("nowhere", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Topic_OutsideTheScopes_IsPermissionDenied()
    {
        using var connection = new GrpcConnection(sidecars.Full);

        var answer = await connection.CallAsync("PublishEvent", Message.Of(Message.Text(1, "pubsub"), Message.Text(2, "closed"), Message.Text(3, "x")));

        Assert.Equal(PermissionDenied, answer.Code);
    }

    [Fact]
    public async Task Secret_OutsideTheScopes_IsPermissionDenied()
    {
        using var connection = new GrpcConnection(sidecars.Full);

        var answer = await connection.CallAsync("GetSecret", Message.Of(Message.Text(1, "secrets"), Message.Text(2, "CLOSED")));

        Assert.Equal(PermissionDenied, answer.Code);
    }

    [Fact]
    public async Task Operation_NobodyKnows_IsUnimplemented()
    {
        using var connection = new GrpcConnection(sidecars.Full);
        var operation = Message.Of(Message.Text(1, "swap"), Message.Bytes(2, Message.Text(1, "key")));

        var answer = await connection.CallAsync("ExecuteStateTransaction", Message.Of(Message.Text(1, "statestore"), Message.Bytes(2, operation)));

        Assert.Equal(Unimplemented, answer.Code);
        Assert.Contains("swap", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_TheConfigurationDenies_IsUnimplemented()
    {
        using var connection = new GrpcConnection(sidecars.Full);

        Assert.Equal(Unimplemented, (await connection.CallAsync("GetMetadata", [])).Code);
        // The list names a protocol: over HTTP the same is open.
        Assert.True((await sidecars.Full.GetAsync("/v1.0/metadata")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Calls_AreCountedByMethodAndOutcome()
    {
        using var connection = new GrpcConnection(sidecars.Full);
        await connection.CallAsync("GetState", Message.Of(Message.Text(1, "statestore"), Message.Text(2, "key")));
        await connection.CallAsync("NobodyKnowsThis", []);
        using var client = new HttpClient();

        var page = await client.GetStringAsync($"http://127.0.0.1:{sidecars.Full.MetricsPort}/metrics");

        Assert.Contains(page.Split('\n'), line => line.StartsWith("dapr_grpc_io_server_completed_rpcs{", StringComparison.Ordinal)
            && line.Contains("grpc_server_method=\"/dapr.proto.runtime.v1.Dapr/GetState\"", StringComparison.Ordinal)
            && line.Contains("grpc_server_status=\"OK\"", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("NobodyKnowsThis", page, StringComparison.Ordinal);
    }

    /// <summary>One sidecar without components, one with some of each kind.</summary>
    public sealed class Sidecars : IAsyncLifetime
    {
        public SidecarProcess Empty { get; private set; } = null!;

        public SidecarProcess Full { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Empty = await SidecarProcess.StartAsync("");
            Full = await SidecarProcess.StartAsync(new SidecarSettings
            {
                Resources = Yaml.Join(
                    Yaml.Component("statestore", "state.in-memory"),
                    Yaml.Component("pubsub", "pubsub.in-memory", ("allowedTopics", "open")),
                    Yaml.Component("secrets", "secretstores.local.env")),
                Config = Yaml.Configuration("""
                      api:
                        denied:
                          - name: metadata
                            version: v1.0
                            protocol: grpc
                      secrets:
                        scopes:
                          - storeName: secrets
                            defaultAccess: deny

                    """),
            });
        }

        public async ValueTask DisposeAsync()
        {
            await Empty.DisposeAsync();
            await Full.DisposeAsync();
        }
    }
}
