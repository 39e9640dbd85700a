using System.Net;
using System.Net.Sockets;

namespace OpenClaw.Testing;

/// <summary>
/// Free loopback ports below 32768: above it the kernel picks client ports, and a readiness loop can end up connected
/// to itself.
/// </summary>
public static class FreePorts
{
    private const int Lowest = 12000;
    private const int Highest = 32767;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Taken = [];

    /// <summary>A port nobody listens on now and this process has not handed out before.</summary>
    public static int Next()
    {
        lock (Gate)
        {
            for (var attempt = 0; attempt < 1000; attempt++)
            {
                var port = Random.Shared.Next(Lowest, Highest + 1);
                if (IsFree(port) && Taken.Add(port))
                {
                    return port;
                }
            }
        }

        throw new InvalidOperationException("No free port found below 32768.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
