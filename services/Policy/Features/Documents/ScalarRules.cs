using System.Text.Json.Nodes;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>What a single value of each kind may be.</summary>
internal static class ScalarRules
{
    private const int MaxText = 200;
    private const long MaxCount = 1_000_000_000;
    private const decimal MaxAmount = 1_000_000_000m;

    /// <summary>What is wrong with the value; null when it may stand.</summary>
    public static string? Check(PolicyField field, object? value) => field.Kind switch
    {
        FieldKind.Flag when field.Words is ["false"] => value is false ? null : "must be false",
        FieldKind.Flag => value is bool ? null : "must be true or false",
        FieldKind.Count => value is long count && count >= field.Least && count <= MaxCount ? null : $"must be a whole number from {field.Least} to {MaxCount}",
        FieldKind.Amount => AmountOf(value) is { } amount && amount >= 0 && amount <= MaxAmount ? null : $"must be a number from 0 to {MaxAmount}",
        FieldKind.Word when field.Words.Count == 0 => IsSelfHosted(value) ? null : "must be self-hosted, or begin with self-hosted/",
        _ => value is string word && field.Words.Contains(word) ? null : $"must be one of {string.Join(", ", field.Words)}",
    };

    public static JsonNode ToNode(object value) => value switch
    {
        bool flag => flag,
        long count => count,
        decimal amount => amount,
        _ => (string)value,
    };

    private static decimal? AmountOf(object? value) => value switch
    {
        long whole => whole,
        decimal amount => amount,
        _ => null,
    };

    private static bool IsSelfHosted(object? value) =>
        value is string { Length: <= MaxText } word
        && (word == Ladders.SelfHosted || word.StartsWith(Ladders.SelfHosted + "/", StringComparison.Ordinal));
}
