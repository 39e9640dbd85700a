namespace OpenClaw.Rego.Compile;

/// <summary>What strict mode adds: variables that are declared and never read.</summary>
internal static class StrictChecks
{
    public static void Run(RulePlan plan, ErrorList errors)
    {
        foreach (var variable in plan.Resolution!.Scope.Names.Values.Where(variable => !variable.Used))
        {
            switch (variable.Kind)
            {
                case VariableKind.Assigned:
                    errors.Add("rego_compile_error", variable.At, $"assigned var {variable.Name} unused");
                    break;
                case VariableKind.Declared:
                    errors.Add("rego_compile_error", variable.At, $"declared var {variable.Name} unused");
                    break;
                case VariableKind.Argument:
                    errors.Add("rego_compile_error", variable.At, $"unused argument {variable.Name}. (hint: use _ (wildcard variable) instead)");
                    break;
                default:
                    break;
            }
        }
    }
}
