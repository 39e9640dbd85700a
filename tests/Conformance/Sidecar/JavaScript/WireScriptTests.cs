using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.JavaScript;

/// <summary>gRPC as a protocol: outcomes, limits, deadlines, cancellation; with the client library that gRPC publishes for Node.js.</summary>
public sealed class WireScriptTests(WireScriptTests.Run run) : IClassFixture<WireScriptTests.Run>
{
    private const string Script = "wire.mjs";

    public static TheoryData<string> Checks => ScriptRun.Checks(Script);

    [Theory]
    [MemberData(nameof(Checks))]
    public void GrpcJs_AgainstTheSidecar_GetsWhatItExpects(string check) => run.Passed(check);

    public sealed class Run(NodeModules node, Servers servers) : ScriptRun(node, servers, Script)
    {
        protected override IReadOnlyList<string> Flags => ["--max-body-size", "1Mi"];

        protected override IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["DAPR_API_TOKEN"] = "secret" };
    }
}
