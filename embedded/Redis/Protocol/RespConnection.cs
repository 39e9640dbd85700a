using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace StackExchange.Redis.Protocol;

/// <summary>
/// One socket. Commands are written in the order they come without waiting for answers (pipelining); answers are
/// matched in that order. Whoever finds nobody sending sends, on its own thread, what it and the others have written:
/// handing that to another thread costs more than the sending. When the socket fails, every command under way fails with it.
/// </summary>
internal sealed class RespConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Queue<TaskCompletionSource<RedisResult>> _pending = new();
    private readonly Lock _gate = new();
    private ArrayBufferWriter<byte> _written = new(512);
    private ArrayBufferWriter<byte> _leaving = new(512);
    private bool _isSending;
    private readonly CancellationTokenSource _stop = new();
    private readonly Action<RedisResult>? _push;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;

    private RespConnection(Socket socket, Action<RedisResult>? push)
    {
        _socket = socket;
        _push = push;
        _ = ReadAsync();
    }

    public bool IsOpen => _failure is null;

    /// <summary>Ends when the connection is lost.</summary>
    public Task Closed => _closed.Task;

    /// <param name="push">Takes every answer of a subscription connection; null for request and answer.</param>
    public static async Task<RespConnection> OpenAsync(EndPoint endPoint, Action<RedisResult>? push, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new RespConnection(socket, push);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends commands that must follow each other; the answer of each.</summary>
    public Task<RedisResult>[] Send(IReadOnlyList<RedisValue[]> commands)
    {
        var answers = new Task<RedisResult>[commands.Count];
        bool mustSend;
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw Lost(_failure);
            }
            for (var i = 0; i < commands.Count; i++)
            {
                var answer = new TaskCompletionSource<RedisResult>(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_push is null)
                {
                    _pending.Enqueue(answer);
                }
                else
                {
                    answer.SetResult(RedisResult.Create(RedisValue.Null));
                }
                RespWriter.Write(_written, commands[i]);
                answers[i] = answer.Task;
            }
            mustSend = !_isSending;
            _isSending = true;
        }
        if (mustSend)
        {
            _ = SendWrittenAsync();
        }
        return answers;
    }

    private async Task SendWrittenAsync()
    {
        try
        {
            while (TakeWritten() is { Length: > 0 } bytes)
            {
                for (var rest = bytes; rest.Length > 0;)
                {
                    rest = rest[await _socket.SendAsync(rest, SocketFlags.None, _stop.Token)..];
                }
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Fail(error);
        }
    }

    /// <summary>Empty when everything is sent; then the next command's caller begins again.</summary>
    private ReadOnlyMemory<byte> TakeWritten()
    {
        lock (_gate)
        {
            _leaving.ResetWrittenCount();
            (_written, _leaving) = (_leaving, _written);
            _isSending = _leaving.WrittenCount > 0;
            return _leaving.WrittenMemory;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await using var stream = new NetworkStream(_socket, ownsSocket: false);
            var reader = new RespReader(PipeReader.Create(stream));
            while (await reader.ReadAsync(_stop.Token) is { } answer)
            {
                if (_push is not null)
                {
                    _push(answer);
                    continue;
                }
                TaskCompletionSource<RedisResult> waiting;
                lock (_gate)
                {
                    waiting = _pending.Dequeue();
                }
                waiting.TrySetResult(answer);
            }
            Fail(new EndOfStreamException("the server closed the connection"));
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException or RedisException or InvalidOperationException)
        {
            Fail(error);
        }
    }

    private void Fail(Exception error)
    {
        TaskCompletionSource<RedisResult>[] waiting;
        lock (_gate)
        {
            if (_failure is not null)
            {
                return;
            }
            _failure = error;
            waiting = [.. _pending];
            _pending.Clear();
        }
        _socket.Dispose();
        _stop.Cancel();
        foreach (var answer in waiting)
        {
            answer.TrySetException(Lost(error));
        }
        _closed.TrySetResult();
    }

    private static RedisConnectionException Lost(Exception cause) =>
        new(ConnectionFailureType.SocketFailure, $"the connection to Redis was lost: {cause.Message}", cause);

    public ValueTask DisposeAsync()
    {
        Fail(new ObjectDisposedException(nameof(RespConnection)));
        return ValueTask.CompletedTask;
    }
}
