using System.Text;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Types;

/// <summary>References as they are written.</summary>
internal static class ReferenceText
{
    public static string Of(TRef reference) => Of(reference, reference.Path.Length);

    /// <summary>The head and the first steps.</summary>
    public static string Of(TRef reference, int steps)
    {
        var text = new StringBuilder(Step(reference.Head));
        foreach (var step in reference.Path.Take(steps))
        {
            if (step is TConst { Value: StringValue name } && IsName(name.Value))
            {
                text.Append('.').Append(name.Value);
            }
            else
            {
                text.Append('[').Append(Step(step)).Append(']');
            }
        }

        return text.ToString();
    }

    public static string Step(T term) => term switch
    {
        TConst constant => constant.Value.ToString(),
        TVar { Variable.Kind: VariableKind.Generated } => "_",
        TVar name => name.Variable.Name,
        TInput => "input",
        TData => "data",
        TRef reference => Of(reference),
        TArray array => $"[{string.Join(", ", array.Items.Select(Step))}]",
        TSet set => $"{{{string.Join(", ", set.Items.Select(Step))}}}",
        TObject obj => $"{{{string.Join(", ", obj.Pairs.Select(pair => $"{Step(pair.Key)}: {Step(pair.Value)}"))}}}",
        TCall call => $"{call.Name}({string.Join(", ", call.Arguments.Select(Step))})",
        _ => "_",
    };

    private static bool IsName(string text) =>
        text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] == '_') && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
