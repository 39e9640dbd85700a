using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>Which topics of a component this app may publish to and subscribe to.</summary>
internal sealed class TopicScopes(ComponentMetadata metadata, string appId)
{
    private readonly string[] _allowed = List(metadata.Text("allowedTopics"));
    private readonly string[] _protected = List(metadata.Text("protectedTopics"));
    private readonly string[]? _publishing = Of(metadata.Text("publishingScopes"), appId);
    private readonly string[]? _subscribing = Of(metadata.Text("subscriptionScopes"), appId);

    public bool MayPublish(string topic) => Decide(topic, _publishing);

    public bool MaySubscribe(string topic) => Decide(topic, _subscribing);

    private bool Decide(string topic, string[]? granted)
    {
        if (_allowed.Length > 0 && !_allowed.Contains(topic))
        {
            return false;
        }
        return granted is null ? !_protected.Contains(topic) : granted.Contains(topic);
    }

    /// <summary>Null when the app is not listed; a listed app with an empty right side may use nothing.</summary>
    private static string[]? Of(string? scopes, string appId) => (scopes ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
        .Select(entry => entry.Split('=', 2))
        .Where(entry => entry[0].Trim() == appId)
        .Select(entry => List(entry.Length > 1 ? entry[1] : ""))
        .FirstOrDefault();

    private static string[] List(string? text) =>
        (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
