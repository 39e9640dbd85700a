using OpenClaw.Sidecar.Locks;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Components;

/// <summary>A loaded lock store with its key rule.</summary>
internal sealed class LockComponent(ComponentMetadata metadata, ILockStore store, string appId)
{
    public ILockStore Store { get; } = store;

    public string Physical(string resource) => metadata.Text("keyPrefix") switch
    {
        null or "appid" => $"lock||{appId}||{resource}",
        "name" => $"lock||{metadata.Component}||{resource}",
        "none" => $"lock||{resource}",
        var prefix => $"lock||{prefix}||{resource}",
    };
}
