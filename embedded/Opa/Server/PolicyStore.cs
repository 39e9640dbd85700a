using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OpenClaw.Opa.Bundles;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Server;

/// <summary>Holds the current state. A write builds and compiles a new one and swaps it in, or fails and leaves the old one.</summary>
internal sealed class PolicyStore
{
    private readonly Lock _write = new();
    private readonly RegoCompileOptions _options;
    private volatile StoreState _state;

    public PolicyStore(Source source, RegoCompileOptions options)
    {
        _options = options;
        var modules = source.Modules.ToImmutableSortedDictionary(module => module.Path, module => module.Source, StringComparer.Ordinal);
        _state = StoreState.Compile(modules, source.Data, ImmutableDictionary<string, Manifest>.Empty, options);
    }

    public StoreState State => _state;

    /// <exception cref="RegoException">All modules together do not compile.</exception>
    public void PutModule(string id, string source)
    {
        lock (_write)
        {
            if (_state.Modules.GetValueOrDefault(id) == source)
            {
                return;
            }

            var package = string.Join('/', RegoModuleInfo.Read(new RegoModule(id, source), _options.V0Compatible).Package);
            CheckOwner(package);
            _state = StoreState.Compile(_state.Modules.SetItem(id, source), _state.Data, _state.Bundles, _options);
        }
    }

    public bool RemoveModule(string id)
    {
        lock (_write)
        {
            if (!_state.Modules.ContainsKey(id))
            {
                return false;
            }

            _state = StoreState.Compile(_state.Modules.Remove(id), _state.Data, _state.Bundles, _options);
            return true;
        }
    }

    /// <summary>Applies a change to a copy of the documents.</summary>
    /// <exception cref="ApiException">The change does not apply, or a bundle owns the path.</exception>
    public void ChangeData(string path, Func<JsonObject, JsonObject> change)
    {
        lock (_write)
        {
            CheckOwner(path);
            var data = change((JsonObject)_state.Data.DeepClone());
            _state = StoreState.Compile(_state.Modules, data, _state.Bundles, _options);
        }
    }

    /// <summary>Replaces what a bundle brought before by what it brings now.</summary>
    public void Activate(string name, Source bundle)
    {
        lock (_write)
        {
            var prefix = $"bundles/{name}/";
            var modules = _state.Modules.RemoveRange(_state.Modules.Keys.Where(id => id.StartsWith(prefix, StringComparison.Ordinal)));
            var data = (JsonObject)_state.Data.DeepClone();
            foreach (var root in bundle.Manifest.Roots)
            {
                JsonTree.Remove(data, root);
            }

            foreach (var module in bundle.Modules)
            {
                modules = modules.SetItem(prefix + module.Path.TrimStart('/'), module.Source);
            }

            JsonTree.Merge(data, bundle.Data);
            JsonTree.Put(data, ["system", "bundles", name, "manifest"], bundle.Manifest.ToJson());
            _state = StoreState.Compile(modules, data, _state.Bundles.SetItem(name, bundle.Manifest), _options);
        }
    }

    private void CheckOwner(string path)
    {
        if (_state.Bundles.FirstOrDefault(bundle => bundle.Value.Owns(path)) is { Key: { } owner } found)
        {
            throw new ApiException(400, "invalid_parameter", found.Value.Roots.Contains("") ? $"all paths owned by bundle \"{owner}\"" : $"path {path} is owned by bundle \"{owner}\"");
        }
    }
}
