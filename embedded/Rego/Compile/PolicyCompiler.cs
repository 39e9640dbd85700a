using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Types;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Compile;

/// <summary>From modules to a snapshot: parse, place, resolve, check, plan, index.</summary>
internal sealed class PolicyCompiler(RegoCompileOptions options)
{
    private readonly ErrorList _errors = new();
    private readonly DocTree _tree = new();
    private readonly List<RulePlan> _plans = [];

    /// <summary>Hears how long each stage took.</summary>
    public Action<string, TimeSpan>? Stages { get; init; }

    public PolicySnapshot Compile(IEnumerable<RegoModule> sources, RegoValue data)
    {
        var modules = sources.Select(Parse).OfType<Module>().ToList();
        _errors.Throw();
        return Compile(modules, data);
    }

    /// <summary>Modules parsed before: a server compiles the same modules again whenever data changes.</summary>
    public PolicySnapshot Compile(IReadOnlyList<Module> modules, RegoValue data)
    {
        var clock = new StageClock(Stages);
        foreach (var module in modules)
        {
            Place(module);
        }

        clock.End("set_rule_tree");
        StructureChecks.Run(_tree, modules, options, _errors);
        _errors.Throw();
        clock.End("check_rule_conflicts");
        foreach (var plan in _plans)
        {
            Resolve(plan);
        }

        if (options.StrictMode)
        {
            StrictChecks.Run(_plans, _errors);
        }

        _errors.Throw();
        clock.End("resolve_refs");
        RecursionCheck.Run(_plans, _errors);
        _errors.Throw();
        clock.End("check_recursion");
        foreach (var plan in _plans)
        {
            RulePlanner.Plan(plan, _tree, _errors, options.Tracer);
        }

        _errors.Throw();
        clock.End("plan");
        var types = new TypeTable();
        if (!options.SkipTypeChecks)
        {
            new TypeChecker(_tree, types, _errors).Rules();
            _errors.Throw();
        }

        clock.End("check_types");
        IndexBuilder.Run(_tree);
        clock.End("build_rule_indices");
        return new PolicySnapshot(_tree, data, options) { Types = types };
    }

    private Module? Parse(RegoModule source)
    {
        try
        {
            return Parser.ParseModule(source.Source, source.Path, options.V0Compatible);
        }
        catch (ParseErrorException error)
        {
            _errors.Add("rego_parse_error", error.At with { File = source.Path }, error.Message);
            return null;
        }
    }

    private void Place(Module module)
    {
        _tree.Add(module);
        foreach (var rule in module.Rules)
        {
            var (node, steps) = _tree.Place(module, rule);
            var plan = new RulePlan(rule, module, node, steps);
            _plans.Add(plan);
            AddBranches(plan);
            Add(node, plan);
        }
    }

    private void AddBranches(RulePlan plan)
    {
        for (var branch = plan; branch.Rule.Else is { } next; branch = branch.Else)
        {
            branch.Else = new RulePlan(next, plan.Module, plan.Node, plan.StaticSteps);
            _plans.Add(branch.Else);
        }
    }

    private void Add(DocNode node, RulePlan plan)
    {
        var rule = plan.Rule;
        if (rule.Kind == RuleKind.Function)
        {
            node.IsFunction = true;
            node.Arity = rule.Arguments.Count;
        }

        if (rule.IsDefault)
        {
            if (node.Default is not null)
            {
                _errors.Add("rego_type_error", rule.At, $"multiple default rules {node.PathText} found");
            }

            node.Default = plan;
        }
        else if (plan.StaticSteps < rule.Head.Count)
        {
            node.Dynamic.Add(plan);
        }
        else if (rule.Kind == RuleKind.Set)
        {
            node.Sets.Add(plan);
        }
        else
        {
            node.Rules.Add(plan);
        }
    }

    private void Resolve(RulePlan plan)
    {
        var resolver = new Resolver(_tree, plan.Module, _tree.At(plan.Module.Package), plan.Rule, _errors) { Sources = Resolver.SourcesFor(options) };
        plan.Resolution = resolver.Rule(plan);
        plan.Reads.UnionWith(resolver.Reads);
    }
}
