namespace OpenClaw.Rego.Compile;

/// <summary>All variables that occur in a term or body, those of closures in it included.</summary>
internal static class FreeVariables
{
    public static IEnumerable<Variable> Of(T term) => term switch
    {
        TVar name => [name.Variable],
        TRef reference => Of(reference.Head).Concat(reference.Path.SelectMany(Of)),
        TArray array => array.Items.SelectMany(Of),
        TSet set => set.Items.SelectMany(Of),
        TObject obj => obj.Pairs.SelectMany(pair => Of(pair.Key).Concat(Of(pair.Value))),
        TCall call => call.Arguments.SelectMany(Of),
        TComprehension comprehension => (comprehension.Key is null ? [] : Of(comprehension.Key)).Concat(Of(comprehension.Value)).Concat(Of(comprehension.Body)),
        TTemplate template => template.Parts.OfType<TComprehension>().SelectMany(part => Of(part)),
        _ => [],
    };

    public static IEnumerable<Variable> Of(IEnumerable<L> body) => body.SelectMany(Of);

    private static IEnumerable<Variable> Of(L literal) => literal switch
    {
        LTest test => Of(test.Term),
        LUnify unify => Of(unify.Left).Concat(Of(unify.Right)),
        LSomeIn some => (some.Key is null ? [] : Of(some.Key)).Concat(Of(some.Value)).Concat(Of(some.Domain)),
        LNot not => Of(not.Body),
        LEvery every => Of(every.Domain).Concat(Of(every.Body)),
        LLogic logic => Of(logic.Left).Concat(Of(logic.Right)),
        LWith with => Of(with.Body).Concat(with.Clauses.SelectMany(clause => clause.Value is null ? [] : Of(clause.Value))),
        _ => [],
    };
}
