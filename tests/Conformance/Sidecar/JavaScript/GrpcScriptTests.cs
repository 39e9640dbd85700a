using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.JavaScript;

/// <summary>The SDK that Dapr publishes for JavaScript, unchanged, over gRPC.</summary>
public sealed class GrpcScriptTests(GrpcScriptTests.Run run) : IClassFixture<GrpcScriptTests.Run>
{
    private const string Script = "grpc.mjs";

    public static TheoryData<string> Checks => ScriptRun.Checks(Script);

    [Theory]
    [MemberData(nameof(Checks))]
    public void Sdk_OverGrpc_GetsWhatItExpects(string check) => run.Passed(check);

    public sealed class Run(NodeModules node, Servers servers) : ScriptRun(node, servers, Script);
}
