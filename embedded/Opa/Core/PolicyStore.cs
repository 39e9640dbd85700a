using System.Collections.Immutable;
using OpenClaw.Rego;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Core;

/// <summary>The state in force. Readers take it without a lock; writers come one after the other and swap it whole.</summary>
internal sealed class PolicyStore
{
    private readonly RegoCompileOptions _options;
    private readonly Lock _gate = new();
    private volatile PolicyState _current;

    public PolicyStore(RegoCompileOptions options)
    {
        _options = options;
        _current = Compile(ObjectValue.Empty, ImmutableSortedDictionary.Create<string, StoredModule>(StringComparer.Ordinal),
            ImmutableSortedDictionary.Create<string, ActiveBundle>(StringComparer.Ordinal), options);
    }

    public PolicyState Current => _current;

    public bool V0Compatible => _options.V0Compatible;

    /// <summary>Changes the state; when the change or the compilation fails the old state stays.</summary>
    /// <exception cref="OpaException">The change is refused.</exception>
    /// <exception cref="RegoException">The modules do not compile together.</exception>
    public void Write(Action<PolicyDraft> change, Action<string, TimeSpan>? stages = null)
    {
        lock (_gate)
        {
            var before = _current;
            var draft = new PolicyDraft(before);
            change(draft);
            if (ReferenceEquals(draft.Data, before.Data) && draft.Modules == before.Modules && draft.Bundles == before.Bundles)
            {
                return;
            }

            if (draft.Data is not ObjectValue)
            {
                throw OpaException.Invalid("the root of data must be an object");
            }

            _current = Compile(draft.Data, draft.Modules, draft.Bundles, _options, stages);
        }
    }

    public static PolicyState Compile(RegoValue data, ImmutableSortedDictionary<string, StoredModule> modules,
        ImmutableSortedDictionary<string, ActiveBundle> bundles, RegoCompileOptions options, Action<string, TimeSpan>? stages = null)
    {
        var snapshot = new PolicyCompiler(options) { Stages = stages }.Compile([.. modules.Values.Select(module => module.Syntax)], data);
        var conflicts = PathConflicts.Find(snapshot.Tree, data);
        return conflicts.Count == 0 ? new PolicyState(snapshot, modules, bundles) : throw new RegoException(conflicts);
    }
}
