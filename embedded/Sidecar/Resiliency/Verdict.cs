namespace OpenClaw.Sidecar.Resiliency;

/// <summary>How an attempt's result counts: failed or not, and with which status code (none = always retried).</summary>
internal readonly record struct Verdict(bool Failed, int? Code = null)
{
    public static Verdict Success { get; } = new(false);
}
