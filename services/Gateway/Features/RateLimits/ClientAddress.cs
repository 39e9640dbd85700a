using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using OpenClaw.Gateway.Options;

namespace OpenClaw.Gateway.Features.RateLimits;

/// <summary>
/// Where a request comes from. X-Forwarded-For counts only as far as proxies that the operator named wrote it: read from the
/// right, the first address that is none of theirs. IPv6 clients own their /64, so that is what is counted.
/// </summary>
internal sealed class ClientAddress(IOptions<GatewayOptions> options)
{
    private readonly IPNetwork[] _proxies = [.. options.Value.TrustedProxies.Select(IPNetwork.Parse)];

    public string Of(HttpContext context)
    {
        var address = Plain(context.Connection.RemoteIpAddress ?? IPAddress.None);
        if (_proxies.Length > 0 && IsProxy(address))
        {
            var hops = context.Request.Headers["X-Forwarded-For"].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries));
            foreach (var hop in hops.Reverse())
            {
                if (!IPAddress.TryParse(hop, out var parsed))
                {
                    break;
                }

                address = Plain(parsed);
                if (!IsProxy(address))
                {
                    break;
                }
            }
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private bool IsProxy(IPAddress address) => _proxies.Any(network => network.Contains(address));
}
