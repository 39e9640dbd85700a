using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;

namespace OpenClaw.Faults.Audit;

/// <summary>What a producer saw, in order, written down by one writer.</summary>
internal sealed class Notebook
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<long, bool> _intended = new();

    public void Intended(long number) => _intended[number] = true;

    /// <summary>Whether the intent of this act was acknowledged, whatever came of the act.</summary>
    public bool IsIntended(long number) => _intended.ContainsKey(number);

    public void Say(char what, string id) =>
        _lines.Writer.TryWrite(string.Create(CultureInfo.InvariantCulture, $"{what} {id} {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}"));

    public void End() => _lines.Writer.Complete();

    public async Task WriteAsync(string file)
    {
        await using var writer = new StreamWriter(new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read));
        while (await _lines.Reader.WaitToReadAsync())
        {
            while (_lines.Reader.TryRead(out var line))
            {
                await writer.WriteLineAsync(line);
            }

            await writer.FlushAsync();
        }
    }
}
