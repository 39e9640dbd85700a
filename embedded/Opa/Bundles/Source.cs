using System.Text.Json.Nodes;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Bundles;

/// <summary>Modules and base documents from files, folders or bundles.</summary>
internal sealed class Source
{
    public List<RegoModule> Modules { get; } = [];

    public JsonObject Data { get; } = [];

    public Manifest Manifest { get; set; } = new("", [""]);

    /// <summary>Loads files and folders; documents in folders are placed at the folder's path, single files at the root.</summary>
    public static Source Load(IEnumerable<string> paths, IEnumerable<string> bundles)
    {
        var source = new Source();
        foreach (var path in paths)
        {
            source.AddPath(path);
        }

        foreach (var bundle in bundles)
        {
            source.Add(Directory.Exists(bundle) ? Load([bundle], []) : BundleFile.Read(bundle));
        }

        return source;
    }

    public void Add(Source other)
    {
        Modules.AddRange(other.Modules);
        Merge(Data, other.Data);
        Manifest = other.Manifest;
    }

    public void AddFile(string path, string text, IEnumerable<string> place)
    {
        switch (Path.GetExtension(path))
        {
            case ".rego":
                Modules.Add(new RegoModule(path, text));
                break;
            case ".json":
                Place(place, JsonNode.Parse(text));
                break;
            case ".yaml" or ".yml":
                Place(place, RegoYaml.Read(text));
                break;
            default:
                break;
        }
    }

    private void AddPath(string path)
    {
        if (File.Exists(path))
        {
            if (path.EndsWith(".tar.gz", StringComparison.Ordinal))
            {
                Add(BundleFile.Read(path));
            }
            else
            {
                AddFile(path, File.ReadAllText(path), []);
            }

            return;
        }

        if (!Directory.Exists(path))
        {
            throw new FileNotFoundException($"{path}: no such file or directory");
        }

        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var relative = Path.GetRelativePath(path, file).Replace('\\', '/');
            if (relative.EndsWith(".manifest", StringComparison.Ordinal))
            {
                Manifest = Manifest.Parse(File.ReadAllText(file));
            }
            else
            {
                AddFile(file, File.ReadAllText(file), relative.Split('/')[..^1]);
            }
        }
    }

    private void Place(IEnumerable<string> path, JsonNode? value)
    {
        JsonNode? wrapped = value;
        foreach (var part in path.Reverse())
        {
            wrapped = new JsonObject { [part] = wrapped };
        }

        Merge(Data, wrapped as JsonObject ?? throw new System.Text.Json.JsonException("the root of data must be an object"));
    }

    private static void Merge(JsonObject target, JsonObject source)
    {
        foreach (var (key, value) in source)
        {
            if (target[key] is JsonObject own && value is JsonObject other)
            {
                Merge(own, other);
            }
            else if (target.ContainsKey(key))
            {
                throw new System.Text.Json.JsonException($"merge error: {key} has two values");
            }
            else
            {
                target[key] = value?.DeepClone();
            }
        }
    }
}
