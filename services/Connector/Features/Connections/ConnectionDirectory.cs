using System.Collections.Frozen;
using System.Globalization;
using Microsoft.Extensions.Options;
using OpenClaw.Connector.Options;

namespace OpenClaw.Connector.Features.Connections;

/// <summary>Finds the connection that a delivery or a reader belongs to.</summary>
internal sealed class ConnectionDirectory
{
    private readonly FrozenDictionary<string, Connection> _byHook;
    private readonly FrozenDictionary<string, Connection> _byInstallation;
    private readonly FrozenDictionary<string, Connection> _byOwner;

    public ConnectionDirectory(IOptions<GitHubOptions> options)
    {
        All = [.. options.Value.Connections.Select(connection => new Connection(connection))];
        _byHook = Index(connection => connection.HookIds);
        _byInstallation = Index(connection => connection.InstallationIds.Select(id => id.ToString(CultureInfo.InvariantCulture)));
        _byOwner = Index(connection => connection.Owners);
    }

    public IReadOnlyList<Connection> All { get; }

    public IEnumerable<Connection> OfTenant(string tenantId) => All.Where(connection => connection.TenantId == tenantId);

    /// <summary>A path segment decides alone; otherwise the vendor's hook id, installation, organisation and owner, in this order.</summary>
    public Connection? Find(string? pathHookId, string? headerHookId, DeliveryOrigin origin) =>
        pathHookId is not null
            ? _byHook.GetValueOrDefault(pathHookId)
            : Look(_byHook, headerHookId)
                ?? Look(_byInstallation, origin.InstallationId)
                ?? Look(_byOwner, origin.Organization)
                ?? Look(_byOwner, origin.RepositoryOwner);

    private static Connection? Look(FrozenDictionary<string, Connection> index, string? key) =>
        key is null ? null : index.GetValueOrDefault(key);

    private FrozenDictionary<string, Connection> Index(Func<Connection, IEnumerable<string>> keys) =>
        All.SelectMany(connection => keys(connection).Distinct(StringComparer.OrdinalIgnoreCase).Select(key => (key, connection)))
            .ToFrozenDictionary(entry => entry.key, entry => entry.connection, StringComparer.OrdinalIgnoreCase);
}
