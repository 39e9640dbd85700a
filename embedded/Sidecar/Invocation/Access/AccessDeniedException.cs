using OpenClaw.Sidecar.Resiliency;

namespace OpenClaw.Sidecar.Invocation.Access;

/// <summary>The called app's access control does not permit the call; trying again cannot help.</summary>
internal sealed class AccessDeniedException(string message) : Exception(message), IPermanentFailure;
