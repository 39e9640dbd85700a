using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OpenClaw.Policy.Load;

/// <summary>
/// One kept connection that speaks just enough HTTP/1.1. The generator shares the cores with what it measures, so it must cost
/// little: requests are encoded before anything counts, and of an answer only its end and its status are looked for.
/// </summary>
internal sealed class Wire : IDisposable
{
    // HTTP/1.1 200 OK
    private const int StatusAt = 9;
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] Length = "\r\nContent-Length: "u8.ToArray();
    private static readonly byte[] EndOfChunks = "\r\n0\r\n\r\n"u8.ToArray();

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[4096];
    private long _usedAt = Stopwatch.GetTimestamp();

    private Wire()
    {
    }

    /// <summary>Whether the server surely keeps it still.</summary>
    public bool IsFresh => Stopwatch.GetElapsedTime(_usedAt) < TimeSpan.FromMinutes(1);

    public static async Task<Wire> OpenAsync(Uri server, CancellationToken cancellationToken)
    {
        var wire = new Wire();
        try
        {
            await wire._socket.ConnectAsync(server.Host, server.Port, cancellationToken).ConfigureAwait(false);
            return wire;
        }
        catch
        {
            wire.Dispose();
            throw;
        }
    }

    /// <summary>A whole request as it goes out.</summary>
    public static byte[] Request(Uri address, string authorization, string json) => Encoding.ASCII.GetBytes(
        $"POST {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: {authorization}\r\n"
        + $"Content-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}");

    /// <summary>The status of the answer, which is read to its end.</summary>
    public async ValueTask<int> AskAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        while (request.Length > 0)
        {
            request = request[await _socket.SendAsync(request, cancellationToken).ConfigureAwait(false)..];
        }

        var length = 0;
        do
        {
            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * length);
            }

            var read = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += read > 0 ? read : throw new IOException("The server closed the connection.");
        }
        while (!IsWhole(_buffer.AsSpan(0, length)));

        _usedAt = Stopwatch.GetTimestamp();
        return int.Parse(_buffer.AsSpan(StatusAt, 3), CultureInfo.InvariantCulture);
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf(EndOfHead);
        if (end < 0)
        {
            return false;
        }

        var head = answer[..(end + 2)];
        var body = answer[(end + EndOfHead.Length)..];
        var at = head.IndexOf(Length);
        if (at < 0)
        {
            // In chunks; JSON without indentation holds no line ends of its own.
            return body.EndsWith(EndOfChunks);
        }

        var value = head[(at + Length.Length)..];
        return body.Length >= int.Parse(value[..value.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
    }
}
