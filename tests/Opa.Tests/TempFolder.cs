namespace OpenClaw.Opa.Tests;

/// <summary>A folder with files that goes away with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder(params ReadOnlySpan<(string Name, string Content)> files)
    {
        foreach (var (name, content) in files)
        {
            Write(name, content);
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("opa-tests-").FullName;

    public string Write(string name, string content)
    {
        var file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
