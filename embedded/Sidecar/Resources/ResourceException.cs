namespace OpenClaw.Sidecar.Resources;

/// <summary>A resource file or component cannot be used; stops the start. The message names the resource.</summary>
internal sealed class ResourceException(string message, Exception? inner = null) : Exception(message, inner);
