using OpenClaw.Sidecar.Resiliency;

namespace OpenClaw.Sidecar.Components;

/// <summary>A component's settings are wrong: trying again cannot help.</summary>
internal sealed class PermanentComponentException(Exception inner) : Exception(inner.Message, inner), IPermanentFailure;
