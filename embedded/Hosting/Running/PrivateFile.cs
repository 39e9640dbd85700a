namespace Aspire.Hosting.Running;

/// <summary>Files with secrets: only the owner reads them, and a crash never leaves half of one.</summary>
internal static class PrivateFile
{
    public static void Write(string path, string content)
    {
        var next = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(next, options))
        {
            writer.Write(content);
        }

        File.Move(next, path, overwrite: true);
    }
}
