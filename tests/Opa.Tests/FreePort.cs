using System.Net.NetworkInformation;

namespace OpenClaw.Opa.Tests;

/// <summary>Ports below the range that outgoing connections use, so that no test meets one of those.</summary>
internal static class FreePort
{
    public static int Next()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            if (!taken.Contains(port))
            {
                return port;
            }
        }
    }
}
