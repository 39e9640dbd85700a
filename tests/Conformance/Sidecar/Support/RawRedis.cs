using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OpenClaw.Sidecar.Conformance.Support;

/// <summary>Looks at what lies in Redis without any client of ours in between.</summary>
public sealed class RawRedis : IDisposable
{
    private readonly TcpClient _client = new();
    private readonly BufferedStream _stream;

    private RawRedis(TcpClient client)
    {
        _client = client;
        _stream = new BufferedStream(client.GetStream());
    }

    public static async Task<RawRedis> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        return new RawRedis(client);
    }

    /// <summary>Text, a number as text, null, or a list of these.</summary>
    /// <exception cref="InvalidOperationException">The server answered with an error.</exception>
    public async Task<object?> CommandAsync(params string[] words)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{words.Length}\r\n");
        foreach (var word in words)
        {
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        }
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));
        await _stream.FlushAsync();
        return Read();
    }

    public async Task<string?> TextAsync(params string[] words) => (string?)await CommandAsync(words);

    public async Task<Dictionary<string, string>> HashAsync(string key)
    {
        var flat = ((object?[])(await CommandAsync("HGETALL", key))!).Cast<string>().ToArray();
        return flat.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
    }

    public void Dispose() => _client.Dispose();

    private object? Read()
    {
        var line = Line();
        return line[0] switch
        {
            '+' or ':' => line[1..],
            '$' => line == "$-1" ? null : Bulk(int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture)),
            '*' => line == "*-1" ? null : Enumerable.Range(0, int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture)).Select(_ => Read()).ToArray(),
            _ => throw new InvalidOperationException(line),
        };
    }

    private string Bulk(int length)
    {
        var bytes = new byte[length + 2];
        _stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private string Line()
    {
        var line = new StringBuilder();
        for (var letter = _stream.ReadByte(); letter != '\n'; letter = _stream.ReadByte())
        {
            line.Append(letter < 0 ? throw new EndOfStreamException() : (char)letter);
        }
        return line.ToString().TrimEnd('\r');
    }
}
