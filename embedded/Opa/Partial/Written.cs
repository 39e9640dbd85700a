using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Partial;

/// <summary>Terms as a source would write them: evaluated collections become terms of their members again.</summary>
internal static class Written
{
    public static Term Of(Term term) => term switch
    {
        ConstTerm constant => Of(constant.At, constant.Value),
        RefTerm reference => reference with { Path = [.. reference.Path.Select(Of)] },
        ArrayTerm array => array with { Items = [.. array.Items.Select(Of)] },
        CallTerm call => call with { Arguments = [.. call.Arguments.Select(Of)] },
        _ => term,
    };

    private static Term Of(Location at, RegoValue value) => value switch
    {
        ArrayValue array => new ArrayTerm(at, [.. array.Items.Select(item => Of(at, item))]),
        SetValue set => new SetTerm(at, [.. set.Items.Select(item => Of(at, item))]),
        ObjectValue obj => new ObjectTerm(at, [.. obj.Keys.Zip(obj.Values, (key, member) => (Of(at, key), Of(at, member)))]),
        _ => new ConstTerm(at, value),
    };
}
