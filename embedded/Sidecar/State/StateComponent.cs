using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.State;

/// <summary>A loaded state store with the settings the runtime itself reads.</summary>
internal sealed class StateComponent
{
    private const string Separator = "||";

    /// <summary>Keys that would protect or copy data: ignoring them would be worse than refusing.</summary>
    private static readonly string[] Unsupported = ["primaryEncryptionKey", "secondaryEncryptionKey", "outboxPublishPubsub", "outboxPublishTopic"];
    private readonly string _prefix;

    public StateComponent(ComponentMetadata metadata, IStateStore store, string appId, string appNamespace)
    {
        Name = metadata.Component;
        if (Unsupported.FirstOrDefault(key => metadata.Text(key) is not null) is { } refused)
        {
            throw new ResourceException($"component {Name}: metadata \"{refused}\" is not supported by the embedded sidecar");
        }
        Store = store;
        IsActorStore = metadata.Bool("actorStateStore", false);
        _prefix = metadata.Text("keyPrefix") switch
        {
            null or "appid" => appId + Separator,
            "name" => Name + Separator,
            "namespace" => (appNamespace.Length > 0 ? $"{appNamespace}.{appId}" : appId) + Separator,
            "none" => "",
            var text => text.Contains(Separator, StringComparison.Ordinal)
                ? throw new ResourceException($"component {Name}: keyPrefix must not contain \"{Separator}\"")
                : text + Separator,
        };
    }

    public string Name { get; }

    public IStateStore Store { get; }

    public bool IsActorStore { get; }

    public string Physical(string key) => _prefix + key;

    /// <summary>Cuts everything up to the first separator, and what follows a second one.</summary>
    public static string Logical(string physical)
    {
        var first = physical.IndexOf(Separator, StringComparison.Ordinal);
        if (first < 0)
        {
            return physical;
        }
        var rest = physical[(first + Separator.Length)..];
        var second = rest.IndexOf(Separator, StringComparison.Ordinal);
        return second < 0 ? rest : rest[..second];
    }

    public static bool IsLegal(string key) => !key.Contains(Separator, StringComparison.Ordinal);
}
