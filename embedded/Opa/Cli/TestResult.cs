using OpenClaw.Rego;
using OpenClaw.Rego.Syntax;

namespace OpenClaw.Opa.Cli;

internal enum TestStatus
{
    Pass,
    Fail,
    Skipped,
    Error,
}

/// <summary>The outcome of one test.</summary>
/// <param name="StoppedAt">The row of the test's file that was reached last, for a failure.</param>
internal sealed record TestResult(
    string Package, string Name, Location At, TestStatus Status, TimeSpan Duration, IReadOnlyList<string> Output, RegoException? Error, int? StoppedAt);
