namespace OpenClaw.Sidecar.Resiliency;

/// <summary>The breaker lets no call through now.</summary>
internal sealed class CircuitOpenException() : Exception("circuit breaker is open");
