using System.Text.Json;

namespace OpenClaw.Audit.Features;

/// <summary>The snake_case words of an enum, as JSON and the database spell them.</summary>
internal static class Words<TEnum>
    where TEnum : struct, Enum
{
    private static readonly Dictionary<TEnum, string> ByValue = Enum.GetValues<TEnum>()
        .ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    private static readonly Dictionary<string, TEnum> ByWord = ByValue.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public static string All { get; } = string.Join(", ", ByWord.Keys);

    public static bool IsDefined(TEnum value) => ByValue.ContainsKey(value);

    public static string Of(TEnum value) => ByValue[value];

    public static bool TryParse(string word, out TEnum value) => ByWord.TryGetValue(word, out value);

    public static TEnum Parse(string word) => ByWord[word];
}
