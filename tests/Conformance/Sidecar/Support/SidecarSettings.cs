namespace OpenClaw.Sidecar.Conformance.Support;

/// <summary>What a sidecar under test is started with.</summary>
public sealed record SidecarSettings
{
    public const string Ready = "/v1.0/healthz";
    public const string OutboundReady = "/v1.0/healthz/outbound";

    /// <summary>YAML documents of the resources folder.</summary>
    public string Resources { get; init; } = "";

    /// <summary>YAML of the configuration file, if any.</summary>
    public string? Config { get; init; }

    public string AppId { get; init; } = "app-" + Guid.NewGuid().ToString("N")[..8];

    public TestApp? App { get; init; }

    public IReadOnlyList<string> Flags { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The health route that must answer before the test goes on; empty for none.</summary>
    public string WaitFor { get; init; } = Ready;
}
