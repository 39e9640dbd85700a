using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OpenClaw.Opa.Bundles;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Server;

/// <summary>Everything a request sees. Immutable but for the cache of prepared queries; replaced as a whole.</summary>
internal sealed class StoreState
{
    private const int QueryCacheLimit = 500;
    private readonly ConcurrentDictionary<(string Query, bool Strict), RegoQuery> _queries = new();
    private readonly CompiledPolicy _policy;
    private readonly CompiledPolicy _strict;

    private StoreState(ImmutableSortedDictionary<string, string> modules, JsonObject data, ImmutableDictionary<string, Manifest> bundles, CompiledPolicy policy, RegoCompileOptions options)
    {
        Modules = modules;
        Data = data;
        Bundles = bundles;
        _policy = policy;
        _strict = policy.With(options with { StrictBuiltinErrors = true });
    }

    /// <summary>Source by id.</summary>
    public ImmutableSortedDictionary<string, string> Modules { get; }

    /// <summary>Base documents; nobody changes this tree.</summary>
    public JsonObject Data { get; }

    public ImmutableDictionary<string, Manifest> Bundles { get; }

    public static StoreState Compile(ImmutableSortedDictionary<string, string> modules, JsonObject data, ImmutableDictionary<string, Manifest> bundles, RegoCompileOptions options) =>
        new(modules, data, bundles, CompiledPolicy.Compile(modules.Select(module => new RegoModule(module.Key, module.Value)), data, options), options);

    /// <exception cref="RegoException">The query does not compile.</exception>
    public RegoQuery Prepare(string query, bool strict)
    {
        if (_queries.TryGetValue((query, strict), out var known))
        {
            return known;
        }

        if (_queries.Count >= QueryCacheLimit)
        {
            _queries.Clear();
        }

        return _queries[(query, strict)] = (strict ? _strict : _policy).Prepare(query);
    }
}
