namespace OpenClaw.Sidecar.Hosting;

/// <summary>The command line is wrong; the message says how.</summary>
internal sealed class FlagException(string message) : Exception(message);
