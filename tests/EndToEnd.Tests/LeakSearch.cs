using System.Text;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Looks for a text in everything the system has written: tables and write-ahead log, queues, snapshots, files.</summary>
internal static class LeakSearch
{
    private const int Block = 1 << 20;

    /// <summary>The files that hold it.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(string folder, string text, CancellationToken cancellationToken)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }))
        {
            if (await HoldsAsync(file, wanted, cancellationToken))
            {
                found.Add(file);
            }
        }

        return found;
    }

    private static async Task<bool> HoldsAsync(string file, byte[] wanted, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            var buffer = new byte[Block + wanted.Length];
            for (int kept = 0, read; (read = await stream.ReadAsync(buffer.AsMemory(kept, Block), cancellationToken)) > 0;)
            {
                var length = kept + read;
                if (buffer.AsSpan(0, length).IndexOf(wanted) >= 0)
                {
                    return true;
                }

                // The text may lie across two blocks.
                kept = Math.Min(length, wanted.Length - 1);
                buffer.AsSpan(length - kept, kept).CopyTo(buffer);
            }

            return false;
        }
        catch (Exception exception) when (exception is FileNotFoundException or UnauthorizedAccessException or IOException)
        {
            // Sockets, and files that a server has just removed.
            return false;
        }
    }
}
