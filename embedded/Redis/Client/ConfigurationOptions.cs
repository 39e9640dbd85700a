using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;

namespace StackExchange.Redis;

/// <summary>How to reach Redis. One server: clusters and Sentinel are not part of the stand-in.</summary>
public sealed class ConfigurationOptions
{
    /// <summary>Servers; the first is used.</summary>
    public EndPointCollection EndPoints { get; } = [];

    /// <summary>ACL user.</summary>
    public string? User { get; set; }

    /// <summary>Password.</summary>
    public string? Password { get; set; }

    /// <summary>Database number; null means 0.</summary>
    public int? DefaultDatabase { get; set; }

    /// <summary>Whether a first connect that fails is an error at once. Default true, as in the original.</summary>
    public bool AbortOnConnectFail { get; set; } = true;

    /// <summary>Longest connect, in milliseconds. Default 5 s.</summary>
    public int ConnectTimeout { get; set; } = 5000;

    /// <summary>Longest wait for an answer, in milliseconds. Default 5 s.</summary>
    public int AsyncTimeout { get; set; } = 5000;

    /// <summary>Name shown by CLIENT LIST.</summary>
    public string? ClientName { get; set; }

    /// <summary>Where the client logs.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Reads <c>host:port,password=...,defaultDatabase=1</c>.</summary>
    public static ConfigurationOptions Parse(string configuration)
    {
        var options = new ConfigurationOptions();
        foreach (var part in configuration.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length == 1)
            {
                options.EndPoints.Add(EndPointOf(part));
            }
            else
            {
                options.Set(pair[0], pair[1]);
            }
        }
        return options;
    }

    internal static EndPoint EndPointOf(string text)
    {
        var colon = text.LastIndexOf(':');
        var (host, port) = colon > 0 ? (text[..colon], int.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture)) : (text, 6379);
        return IPAddress.TryParse(host.Trim('[', ']'), out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);
    }

    private void Set(string name, string value)
    {
        switch (name.ToUpperInvariant())
        {
            case "PASSWORD":
                Password = value;
                break;
            case "USER":
                User = value;
                break;
            case "DEFAULTDATABASE":
                DefaultDatabase = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "ABORTCONNECT":
                AbortOnConnectFail = bool.Parse(value);
                break;
            case "CONNECTTIMEOUT":
                ConnectTimeout = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "ASYNCTIMEOUT" or "SYNCTIMEOUT":
                AsyncTimeout = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "NAME":
                ClientName = value;
                break;
            case "SSL" when !bool.Parse(value):
                break;
            default:
                throw new ArgumentException($"Keyword '{name}' is not supported.", name);
        }
    }
}
