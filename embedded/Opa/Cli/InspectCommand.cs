using OpenClaw.Opa.Core;
using OpenClaw.Opa.Loading;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Cli;

/// <summary><c>inspect</c>: the manifest and the namespaces of a bundle or folder.</summary>
internal static class InspectCommand
{
    public static int Run(string[] args)
    {
        var arguments = Arguments.Parse(args, new("format", 'f', Default: "pretty"), new("annotations", 'a', IsSwitch: true), new("v0-compatible", IsSwitch: true), new("v1-compatible", IsSwitch: true));
        var path = arguments.Rest is [var only] ? only : throw new UsageException("specify exactly one OPA bundle or path");
        if (!Path.Exists(path))
        {
            throw new BundleException($"stat {path}: no such file or directory");
        }

        var bundle = BundleReader.FromPath(path, arguments.Has("v0-compatible"));
        var namespaces = Namespaces(bundle);
        if (arguments.Text("format") == "json")
        {
            Console.WriteLine(Json.Write(Json.Object(
                ("manifest", bundle.Manifest.ToJson()),
                ("namespaces", Json.Object(namespaces.Select(entry => (entry.Key, (RegoValue?)Json.Array(entry.Value.Select(Json.Text)))))),
                ("annotations", arguments.Has("annotations") ? Annotations(bundle) : null)), pretty: true));
        }
        else
        {
            Pretty(bundle, namespaces);
        }

        return 0;
    }

    private static SortedDictionary<string, List<string>> Namespaces(Bundle bundle)
    {
        var result = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        void Add(string name, string file)
        {
            result.TryAdd(name, []);
            result[name].Add(file);
        }

        foreach (var module in bundle.Modules)
        {
            Add(DataPath.Dotted(module.Syntax.Package), module.Path);
        }

        foreach (var file in bundle.Files.Where(file => Path.GetFileName(file.Path) is "data.json" or "data.yaml" or "data.yml"))
        {
            Add(DataPath.Dotted(DataPath.Split(Path.GetDirectoryName(file.Path)!)), file.Path);
        }

        return result;
    }

    private static ArrayValue Annotations(Bundle bundle) => Json.Array(bundle.Modules.SelectMany(module => module.Syntax.Annotations.Select(annotation => Json.Object(
        ("annotations", annotation.Value),
        ("location", Json.Object(("file", Json.Text(module.Path)), ("row", Json.Number(annotation.Row)), ("col", Json.Number(1)))),
        ("path", Json.Text(DataPath.Dotted(module.Syntax.Package)))))));

    private static void Pretty(Bundle bundle, SortedDictionary<string, List<string>> namespaces)
    {
        Console.WriteLine("MANIFEST:");
        Table(["FIELD", "VALUE"],
        [
            .. bundle.Manifest.Revision.Length == 0 ? (string[][])[] : [["Revision", bundle.Manifest.Revision]],
            .. bundle.Manifest.Roots.Where(root => root.Length > 0).Select(root => (string[])["Roots", root]),
            .. bundle.Manifest.Metadata is { } metadata ? (string[][])[["Metadata", Json.Write(metadata)]] : [],
        ]);
        Console.WriteLine("NAMESPACES:");
        Table(["NAMESPACE", "FILE"], [.. namespaces.SelectMany(entry => entry.Value.Select(file => (string[])[entry.Key, file]))]);
    }

    private static void Table(string[] header, List<string[]> rows)
    {
        var widths = header.Select((name, i) => rows.Select(row => row[i].Length).Append(name.Length).Max()).ToArray();
        var rule = "+" + string.Join('+', widths.Select(width => new string('-', width + 2))) + "+";
        Console.WriteLine(rule);
        foreach (var row in rows.Prepend(header))
        {
            Console.WriteLine("| " + string.Join(" | ", row.Select((cell, i) => cell.PadRight(widths[i]))) + " |");
            if (ReferenceEquals(row, header))
            {
                Console.WriteLine(rule);
            }
        }

        Console.WriteLine(rule);
    }
}
