namespace OpenClaw.Rego.Compile;

/// <summary>Tells functions whose results are worth remembering from those that cost less than the look-up.</summary>
internal static class FunctionCost
{
    public static bool IsWorthRemembering(DocNode function) => function.AllRules().Any(plan => Branches(plan).Any(IsExpensive));

    private static IEnumerable<RulePlan> Branches(RulePlan plan)
    {
        for (var branch = plan; branch is not null; branch = branch.Else)
        {
            yield return branch;
        }
    }

    private static bool IsExpensive(RulePlan plan)
    {
        var resolution = plan.Resolution!;
        return Array.Exists(resolution.Body, IsExpensive) || (resolution.Value is { } value && IsExpensive(value));
    }

    private static bool IsExpensive(L literal) => literal switch
    {
        LTest test => IsExpensive(test.Term),
        LUnify unify => IsExpensive(unify.Left) || IsExpensive(unify.Right),
        LNot not => Array.Exists(not.Body, IsExpensive),
        LNever => false,
        _ => true,
    };

    private static bool IsExpensive(T term) => term switch
    {
        TConst or TVar or TSlot or TInput => false,
        TCall { Builtin.IsComparison: true } call => Array.Exists(call.Arguments, IsExpensive),
        TRef { Head: TVar or TInput } reference => !Array.TrueForAll(reference.Path, step => step is TConst or TVar { Variable.Kind: VariableKind.Argument }),
        _ => true,
    };
}
