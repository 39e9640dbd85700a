using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OpenClaw.Testing;

/// <summary>
/// A real Redis with an append-only file, so that data survives a kill and restart. Written once a second the file may
/// be late: while a slow disk still flushes, the server answers before it writes. Runs that count every acknowledged
/// write ask for it to be written before the answer.
/// </summary>
public sealed class RedisServer : LocalServer
{
    private const string User = "redis";

    private readonly string? _password;
    private readonly bool _durable;

    private RedisServer(string? password, bool durable)
        : base("redis") => (_password, _durable) = (password, durable);

    /// <summary>The form StackExchange.Redis reads.</summary>
    public override string ConnectionString =>
        _password is null ? $"127.0.0.1:{Port}" : $"127.0.0.1:{Port},password={_password}";

    private protected override string StopSignal => "TERM";

    public static Task<RedisServer> StartAsync(CancellationToken cancellationToken = default) => StartAsync(null, false, cancellationToken);

    public static Task<RedisServer> StartDurableAsync(CancellationToken cancellationToken = default) => StartAsync(null, true, cancellationToken);

    public static Task<RedisServer> StartAsync(string? password, CancellationToken cancellationToken = default) => StartAsync(password, false, cancellationToken);

    private static async Task<RedisServer> StartAsync(string? password, bool durable, CancellationToken cancellationToken)
    {
        if (ServerPrograms.RedisMissingReason is { } reason)
        {
            throw new InvalidOperationException(reason);
        }

        var server = new RedisServer(password, durable);
        try
        {
            server.Own(User);
            await server.RunAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private protected override ChildProgram Program() => new(Name, ServerPrograms.Redis!,
    [
        "--bind", "127.0.0.1", "--port", $"{Port}", "--dir", Folder, "--save", "", "--appendonly", "yes",
        "--appendfsync", _durable ? "always" : "everysec", "--daemonize", "no", .. _password is null ? Array.Empty<string>() : ["--requirepass", _password],
    ])
    {
        User = User,
        WorkingDirectory = Folder,
    };

    // A Redis that still loads its file answers PING with -LOADING; one with a password answers -NOAUTH when ready.
    private protected override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
        var buffer = new byte[64];
        var length = await stream.ReadAsync(buffer, cancellationToken);
        var answer = Encoding.ASCII.GetString(buffer, 0, length);
        return answer.StartsWith("+PONG", StringComparison.Ordinal) || answer.StartsWith("-NOAUTH", StringComparison.Ordinal);
    }
}
