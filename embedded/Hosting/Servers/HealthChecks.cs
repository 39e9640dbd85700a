using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Servers;

/// <summary>Asks a server for its first answer, without a driver.</summary>
internal abstract class TcpHealthCheck(EndpointReference endpoint) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Limit);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(endpoint.Host, endpoint.Port, deadline.Token).ConfigureAwait(false);
            var problem = await AskAsync(client.GetStream(), deadline.Token).ConfigureAwait(false);
            return problem is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(problem);
        }
        catch (Exception failure) when (failure is SocketException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy(failure.Message);
        }
    }

    /// <summary>Null when the server is ready, else why not.</summary>
    protected abstract Task<string?> AskAsync(NetworkStream stream, CancellationToken cancellationToken);
}

/// <summary>A start-up packet: a request to authenticate means ready, an error (57P03, starting up) means not yet.</summary>
internal sealed class PostgresHealthCheck(PostgresServerResource server) : TcpHealthCheck(server.PrimaryEndpoint)
{
    private const int ProtocolVersion = 196608;

    protected override async Task<string?> AskAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var user = await server.UserNameReference.GetValueAsync(cancellationToken).ConfigureAwait(false);
        var body = Encoding.UTF8.GetBytes($"user\0{user}\0database\0postgres\0\0");
        var packet = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(packet, packet.Length);
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(4), ProtocolVersion);
        body.CopyTo(packet, 8);
        await stream.WriteAsync(packet, cancellationToken).ConfigureAwait(false);

        var answer = new byte[1];
        await stream.ReadExactlyAsync(answer, cancellationToken).ConfigureAwait(false);
        return answer[0] == (byte)'R' ? null : "The server is starting up.";
    }
}

internal sealed class RedisHealthCheck(RedisResource server) : TcpHealthCheck(server.PrimaryEndpoint)
{
    protected override async Task<string?> AskAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var password = server.PasswordParameter is null ? null : await server.PasswordParameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
        var command = (password is null ? "" : $"*2\r\n$4\r\nAUTH\r\n${Encoding.UTF8.GetByteCount(password)}\r\n{password}\r\n") + "*1\r\n$4\r\nPING\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(command), cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        var answer = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        if (password is not null && answer == "+OK")
            answer = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        return answer == "+PONG" ? null : answer ?? "The server closed the connection.";
    }
}

/// <summary>The protocol header is answered with a method frame (Connection.Start) once the broker accepts clients.</summary>
internal sealed class RabbitMQHealthCheck(RabbitMQServerResource server) : TcpHealthCheck(server.PrimaryEndpoint)
{
    private static readonly byte[] Header = [(byte)'A', (byte)'M', (byte)'Q', (byte)'P', 0, 0, 9, 1];

    protected override async Task<string?> AskAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Header, cancellationToken).ConfigureAwait(false);
        var answer = new byte[1];
        await stream.ReadExactlyAsync(answer, cancellationToken).ConfigureAwait(false);
        return answer[0] == 1 ? null : "The broker does not speak AMQP 0-9-1.";
    }
}
