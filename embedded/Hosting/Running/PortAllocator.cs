using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Aspire.Hosting.Running;

/// <summary>
/// Ports below 32768: above, the kernel hands them out as client ports, and a loop that polls a closed port can end up
/// connected to itself. A port stays the same from run to run while it is free.
/// </summary>
internal sealed class PortAllocator(DataDirectory? data)
{
    private const int Lowest = 20000;
    private const int Highest = 32000;
    private const int Attempts = 1000;
    private readonly Lock _gate = new();
    private readonly HashSet<int> _taken = [];

    /// <summary>The wanted port, or the next free one above it.</summary>
    public int TakeFrom(int wanted)
    {
        lock (_gate)
        {
            for (var port = wanted; port < 32768; port++)
            {
                if (TryTake(port))
                    return port;
            }
        }

        throw new DistributedApplicationException($"No free port from {wanted} up to 32767.");
    }

    public int Take(string key)
    {
        lock (_gate)
        {
            if (data?.RememberedPort(key) is { } remembered && TryTake(remembered))
                return remembered;
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var port = RandomNumberGenerator.GetInt32(Lowest, Highest);
                if (!TryTake(port))
                    continue;
                data?.RememberPort(key, port);
                return port;
            }
        }

        throw new DistributedApplicationException($"No free port between {Lowest} and {Highest}.");
    }

    private static bool IsFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private bool TryTake(int port) => !_taken.Contains(port) && IsFree(port) && _taken.Add(port);
}
