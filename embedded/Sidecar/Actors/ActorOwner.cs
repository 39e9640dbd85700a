using System.Security.Cryptography;
using System.Text;
using OpenClaw.Sidecar.Placement;

namespace OpenClaw.Sidecar.Actors;

/// <summary>
/// Which host an actor lives on: the one with the highest hash of host and actor (rendezvous). Every sidecar with the
/// same table finds the same host, and a host that joins or leaves moves only its own share of actors.
/// </summary>
internal static class ActorOwner
{
    public static HostRecord? Find(PlacementTable table, ActorKey key)
    {
        HostRecord? best = null;
        ulong most = 0;
        foreach (var host in table.Hosts)
        {
            if (!host.ActorTypes.Contains(key.Type))
            {
                continue;
            }
            var score = Score(host, key);
            if (best is null || score > most || (score == most && string.CompareOrdinal(host.InstanceId, best.InstanceId) > 0))
            {
                (best, most) = (host, score);
            }
        }
        return best;
    }

    /// <summary>Which of the index partitions an actor's reminders are listed in; must never change.</summary>
    public static int Partition(string actorId, int count) => (int)(Hash(actorId) % (ulong)count);

    private static ulong Score(HostRecord host, ActorKey key) => Hash($"{host.InstanceId}\n{key.Type}\n{key.Id}");

    private static ulong Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BitConverter.ToUInt64(hash);
    }
}
