using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

/// <summary>Console output of every resource, kept after its exit.</summary>
public class ResourceLoggerService
{
    // Enough to see a failed start with its stack traces; older lines give way.
    private const int MaxLines = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Backlog> _backlogs = [];

    internal event Action<string, LogLine>? Written;

    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    public ILogger GetLogger(IResource resource) => GetLogger(resource.Name);

    public ILogger GetLogger(string resourceName) => new ResourceLogger(this, resourceName);

    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) => WatchAsync(resource.Name);

    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => FollowAsync(resourceName);

    private async IAsyncEnumerable<IReadOnlyList<LogLine>> FollowAsync(string name, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var entry in ReadAsync(name, follow: true, cancellationToken).ConfigureAwait(false))
        {
            yield return [entry.Line];
        }
    }

    internal void Write(string name, string content, bool isError)
    {
        LogLine line;
        lock (_gate)
        {
            var backlog = BacklogOf(name);
            line = new LogLine(++backlog.Count, content, isError);
            var entry = (line, Clock.GetUtcNow());
            backlog.Lines.Enqueue(entry);
            if (backlog.Lines.Count > MaxLines)
                backlog.Lines.Dequeue();
            foreach (var watcher in backlog.Watchers)
            {
                watcher.Writer.TryWrite(entry);
            }
        }

        Written?.Invoke(name, line);
    }

    internal IReadOnlyList<LogLine> Tail(string name, int count)
    {
        lock (_gate)
        {
            return [.. BacklogOf(name).Lines.TakeLast(count).Select(entry => entry.Line)];
        }
    }

    internal async IAsyncEnumerable<(LogLine Line, DateTimeOffset Time)> ReadAsync(string name, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<(LogLine, DateTimeOffset)>();
        lock (_gate)
        {
            var backlog = BacklogOf(name);
            foreach (var entry in backlog.Lines)
            {
                channel.Writer.TryWrite(entry);
            }

            if (follow)
                backlog.Watchers.Add(channel);
            else
                channel.Writer.Complete();
        }

        try
        {
            await foreach (var entry in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
        }
        finally
        {
            lock (_gate)
            {
                BacklogOf(name).Watchers.Remove(channel);
            }
        }
    }

    private Backlog BacklogOf(string name) => _backlogs.TryGetValue(name, out var backlog) ? backlog : _backlogs[name] = new Backlog();

    private sealed class Backlog
    {
        public Queue<(LogLine Line, DateTimeOffset Time)> Lines { get; } = [];

        public List<Channel<(LogLine, DateTimeOffset)>> Watchers { get; } = [];

        public int Count { get; set; }
    }

    private sealed class ResourceLogger(ResourceLoggerService owner, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Write(name, formatter(state, exception) + (exception is null ? "" : Environment.NewLine + exception), logLevel >= LogLevel.Error);
    }
}
