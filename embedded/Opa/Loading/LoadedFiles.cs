using OpenClaw.Opa.Core;
using OpenClaw.Rego;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Loading;

/// <summary>What the paths on a command line hold.</summary>
internal sealed record LoadedFiles(IReadOnlyList<StoredModule> Modules, RegoValue Data);

/// <summary>
/// Loads files and folders outside of bundles: JSON and YAML go to the place of their folder below the given path, a file
/// named itself goes to the root, <c>a.b:path</c> puts data under a prefix.
/// </summary>
internal static class PathLoader
{
    public static LoadedFiles Load(IEnumerable<string> paths, bool v0, IReadOnlyList<string> ignore)
    {
        var modules = new List<StoredModule>();
        var errors = new List<RegoError>();
        RegoValue data = ObjectValue.Empty;
        foreach (var given in paths)
        {
            var (prefix, path) = SplitPrefix(given);
            foreach (var (file, folders) in Files(path, ignore))
            {
                if (file.EndsWith(".rego", StringComparison.Ordinal))
                {
                    Collect(() => modules.Add(StoredModule.Parse(Shown(file), SourceText.Decode(File.ReadAllBytes(file)), v0)), errors);
                }
                else if (Path.GetExtension(file) is ".json" or ".yaml" or ".yml")
                {
                    var value = SourceText.Parse(File.ReadAllBytes(file), file);
                    data = DataTree.Merge(data, DataTree.Put(null, [.. prefix, .. folders], value, file));
                }
                else if (folders.Length == 0 && file == path)
                {
                    throw new BundleException($"unrecognized file: {path}");
                }
            }
        }

        return errors.Count == 0 ? new LoadedFiles(modules, data) : throw new RegoException(errors);
    }

    private static void Collect(Action parse, List<RegoError> errors)
    {
        try
        {
            parse();
        }
        catch (RegoException error)
        {
            errors.AddRange(error.Errors);
        }
    }

    private static string Shown(string file) => file.StartsWith("./", StringComparison.Ordinal) ? file[2..] : file;

    private static (string[] Prefix, string Path) SplitPrefix(string given)
    {
        if (given.StartsWith("file://", StringComparison.Ordinal))
        {
            return ([], given["file://".Length..]);
        }

        var colon = given.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 1 || File.Exists(given) || Directory.Exists(given))
        {
            return ([], given);
        }

        var prefix = given[..colon].Split('.', StringSplitOptions.RemoveEmptyEntries);
        return (prefix is ["data", ..] ? prefix[1..] : prefix, given[(colon + 1)..]);
    }

    private static IEnumerable<(string File, string[] Folders)> Files(string path, IReadOnlyList<string> ignore)
    {
        if (File.Exists(path))
        {
            return [(path, [])];
        }

        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => (file, Relative: Path.GetRelativePath(path, file)))
                .Where(entry => !entry.Relative.Split('/').Any(part => IsIgnored(part, ignore)))
                .Select(entry => (entry.file, DataPath.Split(Path.GetDirectoryName(entry.Relative)!)))
            : throw new BundleException($"stat {path}: no such file or directory");
    }

    private static bool IsIgnored(string name, IReadOnlyList<string> ignore) =>
        name.StartsWith('.') || ignore.Any(pattern => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));
}
