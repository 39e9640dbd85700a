using OpenClaw.Sidecar.PubSub;

namespace OpenClaw.Sidecar.Components;

internal sealed record PubSubComponent(string Name, IPubSub PubSub, TopicScopes Scopes, string TopicPrefix)
{
    /// <summary>Namespace-scoped components put the namespace in front of the broker's topic.</summary>
    public string Physical(string topic) => TopicPrefix + topic;
}
