using System.Net;
using System.Text;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Grpc;

/// <summary>Bodies that no client library would send: each has an outcome, and the next call finds the sidecar well.</summary>
public sealed class FramingTests(FramingTests.One one) : IClassFixture<FramingTests.One>
{
    private const int Unimplemented = 12;
    private const int Internal = 13;
    private const int ResourceExhausted = 8;

    [Fact]
    public async Task Body_ThatEndsInsideAMessage_IsInternal() => await FailsAsync(Internal, [0, 0, 0, 0, 9, 1]);

    [Fact]
    public async Task Body_WithoutAnyMessage_IsInternal() => await FailsAsync(Internal, []);

    [Fact]
    public async Task Message_AnnouncedAsLargerThanAllowed_IsResourceExhaustedBeforeItComes() => await FailsAsync(ResourceExhausted, [0, 127, 255, 255, 255, 1]);

    [Fact]
    public async Task Message_CompressedInAnUnknownWay_IsUnimplemented() => await FailsAsync(Unimplemented, [1, 0, 0, 0, 1, 0], ("grpc-encoding", "zip"));

    [Fact]
    public async Task Deadline_ThatIsNone_IsInternal() => await FailsAsync(Internal, GrpcConnection.Frame([]), ("grpc-timeout", "soon"));

    [Fact]
    public async Task Content_OfAnotherType_IsUnsupported()
    {
        using var connection = new GrpcConnection(one.Sidecar);

        using var answer = await connection.BeginAsync("GetMetadata", Encoding.UTF8.GetBytes("{}"), [], "application/json");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task TraceContext_OfTheCaller_ReachesTheApp()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        using var connection = new GrpcConnection(one.Sidecar);
        one.App.On("/hello", 200, "hi", "text/plain");
        var request = Message.Of(Message.Text(1, one.Sidecar.AppId), Message.Bytes(3, Message.Of(Message.Text(1, "hello"), Message.Bytes(4, Message.Number(1, 1)))));

        var answer = await connection.CallAsync("InvokeService", request, ("traceparent", $"00-{Trace}-b7ad6b7169203331-01"));

        Assert.Equal(0, answer.Code);
        Assert.Equal("hi", Encoding.UTF8.GetString(Message.Find(Message.Find(answer.Body, 1), 2)));
        Assert.Contains(Trace, Assert.Single(one.App.Of("GET", "/hello")).Headers["traceparent"], StringComparison.Ordinal);
    }

    private async Task FailsAsync(int code, byte[] body, params (string Name, string Value)[] metadata)
    {
        using var connection = new GrpcConnection(one.Sidecar);

        var answer = await connection.SendAsync("GetMetadata", body, metadata);

        Assert.True(code == answer.Code, $"{answer.Code}: {answer.Text}");
        Assert.Equal(0, (await connection.CallAsync("GetMetadata", [])).Code);
    }

    /// <summary>A sidecar with an app.</summary>
    public sealed class One : IAsyncLifetime
    {
        public TestApp App { get; private set; } = null!;

        public SidecarProcess Sidecar { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            App = await TestApp.StartAsync();
            Sidecar = await SidecarProcess.StartAsync("", App);
        }

        public async ValueTask DisposeAsync()
        {
            await Sidecar.DisposeAsync();
            await App.DisposeAsync();
        }
    }
}
