using System.Collections.Immutable;
using OpenClaw.Opa.Core;
using OpenClaw.Opa.Loading;
using OpenClaw.Rego;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Cli;

/// <summary>The flags with which every command names policies and data.</summary>
internal static class PolicyFlags
{
    public static readonly Flag[] All =
    [
        new("data", 'd'),
        new("bundle", 'b'),
        new("ignore"),
        new("strict", 'S', IsSwitch: true),
        new("v0-compatible", IsSwitch: true),
        new("v1-compatible", IsSwitch: true),
    ];

    /// <summary>Commands that take their paths as arguments read <c>-b</c> as a switch.</summary>
    public static readonly Flag[] ForPaths =
    [
        new("bundle", 'b', IsSwitch: true),
        new("ignore"),
        new("strict", 'S', IsSwitch: true),
        new("v0-compatible", IsSwitch: true),
        new("v1-compatible", IsSwitch: true),
    ];

    public static RegoCompileOptions Options(Arguments arguments) => new()
    {
        V0Compatible = arguments.Has("v0-compatible") && !arguments.Has("v1-compatible"),
        StrictMode = arguments.Has("strict"),
    };

    public static LoadedFiles Load(Arguments arguments, bool v0) => Load(arguments.All("data"), arguments.All("bundle"), v0, arguments.All("ignore"));

    public static LoadedFiles LoadPaths(Arguments arguments, bool v0) => arguments.Has("bundle")
        ? Load([], arguments.Rest, v0, arguments.All("ignore"))
        : Load(arguments.Rest, [], v0, arguments.All("ignore"));

    public static LoadedFiles Load(IReadOnlyList<string> data, IReadOnlyList<string> bundles, bool v0, IReadOnlyList<string> ignore)
    {
        var loaded = PathLoader.Load(data, v0, ignore);
        foreach (var path in bundles)
        {
            if (!Path.Exists(path))
            {
                throw new BundleException($"stat {path}: no such file or directory");
            }

            var bundle = BundleReader.FromPath(path, v0);
            loaded = new LoadedFiles(
                [.. loaded.Modules, .. bundle.Modules.Select(module => new StoredModule(module.Path, module.Raw, module.Syntax, path))],
                DataTree.Merge(loaded.Data, bundle.Data));
        }

        return loaded;
    }

    public static PolicyState Compile(LoadedFiles files, RegoCompileOptions options, Action<string, TimeSpan>? stages = null) => PolicyStore.Compile(
        files.Data is ObjectValue ? files.Data : throw new BundleException("the root of data must be an object"),
        files.Modules.ToImmutableSortedDictionary(module => module.Id, module => module, StringComparer.Ordinal),
        ImmutableSortedDictionary<string, ActiveBundle>.Empty,
        options,
        stages);
}
