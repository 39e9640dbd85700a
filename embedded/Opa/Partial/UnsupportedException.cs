namespace OpenClaw.Opa.Partial;

/// <summary>A construct that partial evaluation would have to guess about. A wrong filter lets the wrong rows through, so it is refused.</summary>
internal sealed class UnsupportedException(string what) : Exception(what);
