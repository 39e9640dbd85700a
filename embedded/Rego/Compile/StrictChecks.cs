namespace OpenClaw.Rego.Compile;

/// <summary>What strict mode adds: variables that are declared and never read.</summary>
internal static class StrictChecks
{
    public static void Run(IReadOnlyCollection<RulePlan> plans, ErrorList errors)
    {
        var branches = plans.Select(plan => plan.Else).OfType<RulePlan>().ToHashSet();
        foreach (var plan in plans)
        {
            CheckVariables(plan, errors);
            if (!branches.Contains(plan))
            {
                CheckArguments(plan, errors);
            }
        }
    }

    private static void CheckVariables(RulePlan plan, ErrorList errors)
    {
        foreach (var variable in Unused(plan))
        {
            switch (variable.Kind)
            {
                case VariableKind.Assigned:
                    errors.Add("rego_compile_error", variable.At, $"assigned var {variable.Name} unused");
                    break;
                case VariableKind.Declared:
                    errors.Add("rego_compile_error", variable.At, $"declared var {variable.Name} unused");
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The branches of an else chain share their arguments: one that any of them reads is read.</summary>
    private static void CheckArguments(RulePlan plan, ErrorList errors)
    {
        var unused = Unused(plan).Where(variable => variable.Kind == VariableKind.Argument).ToList();
        for (var branch = plan.Else; branch is not null && unused.Count > 0; branch = branch.Else)
        {
            var also = Unused(branch).Select(variable => variable.Name).ToHashSet(StringComparer.Ordinal);
            unused.RemoveAll(variable => !also.Contains(variable.Name));
        }

        foreach (var variable in unused)
        {
            errors.Add("rego_compile_error", variable.At, $"unused argument {variable.Name}. (hint: use _ (wildcard variable) instead)");
        }
    }

    private static IEnumerable<Variable> Unused(RulePlan plan) => plan.Resolution!.Scope.Names.Values.Where(variable => !variable.Used);
}
