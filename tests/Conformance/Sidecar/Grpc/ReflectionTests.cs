using System.Text;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Grpc;

/// <summary>The .NET SDK's clients for jobs, messaging and locks ask by reflection which form of a call there is.</summary>
public sealed class ReflectionTests
{
    private const int FileContainingSymbol = 4;
    private const int ListServices = 7;
    private const int Files = 4;
    private const int Services = 6;
    private const int Failure = 7;

    [Theory]
    [InlineData("v1")]
    [InlineData("v1alpha")]
    public async Task Reflection_NamesTheServiceAndItsMethods(string version)
    {
        await using var sidecar = await SidecarProcess.StartAsync("");
        using var connection = new GrpcConnection(sidecar);
        var path = $"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo";

        var services = await connection.CallAsync(path, Message.Text(ListServices, ""));
        var file = await connection.CallAsync(path, Message.Text(FileContainingSymbol, "dapr.proto.runtime.v1.Dapr"));
        var unknown = await connection.CallAsync(path, Message.Text(FileContainingSymbol, "no.such.Thing"));

        Assert.Equal((0, 0, 0), (services.Code, file.Code, unknown.Code));
        Assert.Equal("dapr.proto.runtime.v1.Dapr", Encoding.UTF8.GetString(Message.Find(Message.Find(Message.Find(services.Body, Services), 1), 1)));
        var descriptor = Encoding.Latin1.GetString(Message.Find(Message.Find(file.Body, Files), 1));
        Assert.All((string[])["ScheduleJobAlpha1", "BulkPublishEvent", "TryLockAlpha1", "SubscribeTopicEventsAlpha1"], name => Assert.Contains(name, descriptor, StringComparison.Ordinal));
        Assert.NotEmpty(Message.Find(unknown.Body, Failure));
    }
}
