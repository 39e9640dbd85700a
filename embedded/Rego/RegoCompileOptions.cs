namespace OpenClaw.Rego;

/// <summary>How modules are read and checked.</summary>
public sealed record RegoCompileOptions
{
    /// <summary>Read modules without <c>import rego.v1</c> as Rego v0. Default false: v1 is the language of today.</summary>
    public bool V0Compatible { get; init; }

    /// <summary>Report unused imports, arguments and local variables as errors. Default false, as in OPA.</summary>
    public bool StrictMode { get; init; }

    /// <summary>Let the first failing built-in end an evaluation instead of making its expression undefined. Default false, as in OPA.</summary>
    public bool StrictBuiltinErrors { get; init; }

    /// <summary>What <c>opa.runtime()</c> answers; null for an empty object, so that no environment leaks into decisions.</summary>
    public System.Text.Json.Nodes.JsonObject? Runtime { get; init; }

    /// <summary>Hosts that <c>net.lookup_ip_addr</c> may resolve. Default none: a decision asks nobody.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Receives the text of <c>print</c> calls; null drops them.</summary>
    public Action<string>? Print { get; init; }

    /// <summary>Offers <c>test.sleep</c>, which the conformance cases use to watch the clock. Default false.</summary>
    public bool TestFunctions { get; init; }

    /// <summary>For tests that want random modules to run although most of them compare what is never equal.</summary>
    internal bool SkipTypeChecks { get; init; }

    /// <summary>Hears of every step of evaluations; null for plans without trace points.</summary>
    internal Evaluate.Tracer? Tracer { get; init; }

    /// <summary>The clock of <c>time.now_ns</c>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
