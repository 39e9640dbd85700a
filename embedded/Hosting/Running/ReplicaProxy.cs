using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Running;

/// <summary>One public port in front of several replicas; connections go round, absent replicas are passed over.</summary>
internal sealed class ReplicaProxy : IDisposable
{
    private readonly TcpListener _listener;
    private readonly int[] _targets;
    private readonly CancellationTokenSource _stop = new();
    private int _next;
    private bool _isDisposed;

    private ReplicaProxy(int port, int[] targets)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _targets = targets;
    }

    public static ReplicaProxy Start(int port, int[] targets)
    {
        var proxy = new ReplicaProxy(port, targets);
        proxy._listener.Start();
        _ = proxy.AcceptAsync();
        return proxy;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var stop = _stop.Token;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(stop).ConfigureAwait(false);
                _ = ServeAsync(client, stop);
            }
            catch (SocketException) when (!stop.IsCancellationRequested)
            {
                // A client that gave up while it was being accepted; the next one is welcome.
            }
            catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stop)
    {
        using var _ = client;
        using var target = await ConnectAsync(stop).ConfigureAwait(false);
        if (target is null)
            return;
        client.NoDelay = target.NoDelay = true;
        await Task.WhenAll(PumpAsync(client, target, stop), PumpAsync(target, client, stop)).ConfigureAwait(false);
    }

    private async Task<TcpClient?> ConnectAsync(CancellationToken stop)
    {
        for (var attempt = 0; attempt < _targets.Length; attempt++)
        {
            var port = _targets[(uint)Interlocked.Increment(ref _next) % _targets.Length];
            var candidate = new TcpClient();
            try
            {
                await candidate.ConnectAsync(IPAddress.Loopback, port, stop).ConfigureAwait(false);
                return candidate;
            }
            catch (Exception absent) when (absent is SocketException or OperationCanceledException)
            {
                candidate.Dispose();
            }
        }

        return null;
    }

    // A finished direction closes only its half, so that a response can still follow a finished request.
    private static async Task PumpAsync(TcpClient from, TcpClient to, CancellationToken stop)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream(), stop).ConfigureAwait(false);
            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            from.Close();
            to.Close();
        }
    }
}
