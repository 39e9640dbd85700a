using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OpenClaw.Gateway.Tests.Support;

/// <summary>Sends a request line exactly as written; clients of the framework would clean the path first.</summary>
internal static class RawRequest
{
    public static async Task<int> StatusAsync(Uri server, string target, string token)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        await using var stream = client.GetStream();
        var request = $"GET {target} HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var statusLine = await reader.ReadLineAsync() ?? "";
        return int.Parse(statusLine.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
