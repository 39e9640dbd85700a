using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Requests that no decent client would write: paths as they are, a header twice.</summary>
internal static class RawHttp
{
    public static async Task<(int Status, string Text)> SendAsync(
        Uri server, string method, string target, IEnumerable<string> headerLines, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, cancellationToken);
        await using var stream = client.GetStream();
        var lines = string.Concat(headerLines.Select(line => line + "\r\n"));
        var request = $"{method} {target} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\nContent-Length: 0\r\n{lines}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(cancellationToken);
        return (int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text);
    }
}
