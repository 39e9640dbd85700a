using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.State.Encryption;
using OpenClaw.Sidecar.State.Outbox;

namespace OpenClaw.Sidecar.State;

/// <summary>A loaded state store with the settings the runtime itself reads.</summary>
internal sealed class StateComponent
{
    public const string Separator = "||";
    private readonly string _prefix;

    public StateComponent(ComponentMetadata metadata, IStateStore store, string appId, string appNamespace, EncryptionKeys? keys = null)
    {
        Name = metadata.Component;
        Store = store;
        Values = keys is null ? store : new EncryptedStateStore(store, keys);
        Outbox = OutboxOptions.From(metadata);
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

    /// <summary>The store itself. Actors use it directly: the original does not encrypt their state either.</summary>
    public IStateStore Store { get; }

    /// <summary>The store as the state API sees it: decrypted.</summary>
    public IStateStore Values { get; }

    public bool IsEncrypted => Values != Store;

    /// <summary>Null when transactions are not published.</summary>
    public OutboxOptions? Outbox { get; }

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
