using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.Gateway.Options;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.Live;

/// <summary>The sockets open on this replica, by person. Events are broadcast, so other replicas serve theirs.</summary>
internal sealed class LiveConnections(IOptions<LiveOptions> options)
{
    private readonly ConcurrentDictionary<(string Tenant, string User), ConcurrentDictionary<LiveConnection, bool>> _byPerson = new();
    private readonly Lock _admission = new();
    private bool _isClosed;

    public int Count => _byPerson.Values.Sum(connections => connections.Count);

    /// <summary>False when the person has too many, or the replica is going down.</summary>
    public bool TryAdd(LiveConnection connection)
    {
        lock (_admission)
        {
            var connections = _byPerson.GetOrAdd(KeyOf(connection.Person.Caller), _ => new());
            return !_isClosed && connections.Count < options.Value.MaxConnectionsPerUser && connections.TryAdd(connection, true);
        }
    }

    public void Remove(LiveConnection connection)
    {
        lock (_admission)
        {
            var key = KeyOf(connection.Person.Caller);
            if (_byPerson.TryGetValue(key, out var connections) && connections.TryRemove(connection, out _) && connections.IsEmpty)
            {
                _byPerson.TryRemove(key, out _);
            }
        }
    }

    public bool HasRoomFor(Caller caller) =>
        !_isClosed && (!_byPerson.TryGetValue(KeyOf(caller), out var connections) || connections.Count < options.Value.MaxConnectionsPerUser);

    public void Push(string tenantId, string userId, LiveFrame frame)
    {
        if (!_byPerson.TryGetValue((tenantId, userId), out var connections))
        {
            return;
        }

        var bytes = frame.ToBytes();
        foreach (var connection in connections.Keys)
        {
            connection.Send(bytes);
        }
    }

    /// <summary>Everything open on this replica, for the watch over withdrawn proofs.</summary>
    public IReadOnlyList<LiveConnection> Open => [.. All()];

    /// <summary>Closes what was opened with this proof of identity.</summary>
    public void CloseProof(PersonKey person, string digest)
    {
        foreach (var connection in Of(person).Where(connection => connection.Person.ProofDigest == digest))
        {
            connection.CloseForSignOut();
        }
    }

    public void ClosePerson(PersonKey person)
    {
        foreach (var connection in Of(person))
        {
            connection.CloseForSignOut();
        }
    }

    public void CloseAll()
    {
        lock (_admission)
        {
            _isClosed = true;
        }

        foreach (var connection in All())
        {
            connection.CloseForShutdown();
        }
    }

    private IEnumerable<LiveConnection> Of(PersonKey person) =>
        _byPerson.TryGetValue((person.TenantId, person.UserId), out var connections) ? connections.Keys : [];

    private IEnumerable<LiveConnection> All() => _byPerson.Values.SelectMany(connections => connections.Keys);

    private static (string Tenant, string User) KeyOf(Caller caller) => (caller.TenantId, caller.UserId);
}
