namespace OpenClaw.Opa.Loading;

/// <summary>A bundle that cannot be read or activated.</summary>
internal sealed class BundleException(string message) : Exception(message);
