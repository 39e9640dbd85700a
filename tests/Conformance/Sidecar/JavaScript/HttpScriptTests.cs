using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.JavaScript;

/// <summary>The SDK that Dapr publishes for JavaScript, unchanged, over HTTP.</summary>
public sealed class HttpScriptTests(HttpScriptTests.Run run) : IClassFixture<HttpScriptTests.Run>
{
    private const string Script = "http.mjs";

    public static TheoryData<string> Checks => ScriptRun.Checks(Script);

    [Theory]
    [MemberData(nameof(Checks))]
    public void Sdk_OverHttp_GetsWhatItExpects(string check) => run.Passed(check);

    public sealed class Run(NodeModules node, Servers servers) : ScriptRun(node, servers, Script);
}
