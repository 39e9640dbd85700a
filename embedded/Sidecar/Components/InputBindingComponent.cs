using OpenClaw.Sidecar.Bindings;

namespace OpenClaw.Sidecar.Components;

/// <param name="ProbeApp">False when the metadata say that the app takes the events (<c>direction: input</c>).</param>
internal sealed record InputBindingComponent(string Name, string Route, bool ProbeApp, IInputBinding Binding);
