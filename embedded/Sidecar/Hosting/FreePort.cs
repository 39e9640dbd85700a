using System.Net;
using System.Net.Sockets;

namespace OpenClaw.Sidecar.Hosting;

/// <summary>Ports for listeners nobody chose one for. Below 32768: above, the kernel hands them out to clients.</summary>
internal static class FreePort
{
    public static int Find()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
#pragma warning disable CA5394 // A port is no secret.
            var port = Random.Shared.Next(20000, 32700);
#pragma warning restore CA5394
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next draw follows.
            }
        }
        throw new FlagException("no free port was found between 20000 and 32700");
    }
}
