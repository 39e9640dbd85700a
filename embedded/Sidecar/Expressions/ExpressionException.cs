namespace OpenClaw.Sidecar.Expressions;

/// <summary>An expression is outside the supported subset of CEL, or cannot be evaluated on this input.</summary>
internal sealed class ExpressionException(string message) : Exception(message);
