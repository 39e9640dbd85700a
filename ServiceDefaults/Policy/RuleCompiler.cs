using System.Collections.Concurrent;
using OpenClaw.Rego;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>
/// Compiles every set of rules once. Most tenants share theirs, and documents change far more often than rules do: another
/// document then costs a thousandth of a compilation.
/// </summary>
public sealed class RuleCompiler
{
    /// <summary>Sets of rules that are kept: the shipped ones, and those of tenants with modules of their own. What is not kept is compiled again.</summary>
    private const int MostKept = 100;

    private readonly ConcurrentDictionary<string, RegoQuery> _known = new(StringComparer.Ordinal);

    /// <exception cref="RegoException">The rules do not compile.</exception>
    public RegoQuery Compile(PolicyBundle bundle)
    {
        if (_known.Count > MostKept)
        {
            _known.Clear();
        }

        return _known.GetOrAdd(bundle.RulesVersion, _ => Compile(bundle.Modules)).WithData(bundle.Data);
    }

    private static RegoQuery Compile(IEnumerable<PolicyModule> modules) =>
        CompiledPolicy.Compile(modules.Select(module => new RegoModule(module.Path, module.Source))).Prepare(PolicyBundle.EntryPoint);
}
