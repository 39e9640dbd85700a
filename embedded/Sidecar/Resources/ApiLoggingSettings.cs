namespace OpenClaw.Sidecar.Resources;

/// <summary><c>logging.apiLogging</c>; the flag <c>--enable-api-logging</c> wins over <c>enabled</c>.</summary>
internal sealed record ApiLoggingSettings(bool Enabled = false, bool OmitHealthChecks = false, bool ObfuscateUrls = false);
