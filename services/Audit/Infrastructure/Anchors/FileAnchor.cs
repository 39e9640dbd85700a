using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Options;

namespace OpenClaw.Audit.Infrastructure.Anchors;

/// <summary>A folder. A file appears whole or not at all, and is on the disk when the call returns.</summary>
internal sealed class FileAnchor(FileAnchorOptions options) : IAnchorStore
{
    public string Name => options.Name;

    public Task<byte[]?> GetAsync(string path, CancellationToken cancellationToken) => TryAsync<byte[]?>(async () =>
    {
        var file = PathOf(path);
        return File.Exists(file) ? await File.ReadAllBytesAsync(file, cancellationToken) : null;
    });

    public Task PutAsync(string path, byte[] content, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        var file = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var draft = $"{file}.{Guid.NewGuid():N}.new";
        await using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            await stream.WriteAsync(content, cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, file, overwrite: true);
        return true;
    });

    // An anchor that was unmounted must not look like an empty one.
    private string PathOf(string path) => Directory.Exists(options.Folder)
        ? Path.Combine(options.Folder, path)
        : throw new DirectoryNotFoundException($"The folder {options.Folder} does not exist.");

    private async Task<T> TryAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AnchorUnavailableException($"Anchor {Name}: {exception.Message}", exception);
        }
    }
}
