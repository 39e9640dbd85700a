using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>
/// Keeps secrets out of the log: nobody can delete them there. Text under a telling name and text that looks like a
/// credential is replaced before an entry leaves the process; overlong text is cut, because details are facts, not content.
/// </summary>
internal static partial class AuditRedaction
{
    public const string Mark = "[redacted]";
    private const int LongestText = 2000;
    private const int DeepestNesting = 16;

    public static JsonObject Clean(JsonObject detail) => (JsonObject)Clean(detail, 0)!;

    /// <summary>Free text such as a policy's reason.</summary>
    public static string Clean(string text)
    {
        var cleaned = LooksSecret().Replace(text, Mark).Replace('\0', ' ');
        return cleaned.Length <= LongestText ? cleaned : string.Concat(cleaned.AsSpan(0, LongestText), "…");
    }

    private static JsonNode? Clean(JsonNode? node, int depth) => node switch
    {
        null => null,
        _ when depth > DeepestNesting => JsonValue.Create("[too deep]"),
        JsonObject source => CleanObject(source, depth),
        JsonArray source => new JsonArray([.. source.Select(item => Clean(item, depth + 1))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(Clean(value.GetValue<string>())),
        _ => node.DeepClone(),
    };

    private static JsonObject CleanObject(JsonObject source, int depth)
    {
        var cleaned = new JsonObject();
        foreach (var (name, value) in source)
        {
            // Numbers stay: "inputTokens": 12 is a count, not a token.
            var isSecret = TellingName().IsMatch(name) && value?.GetValueKind() is not (null or JsonValueKind.Number
                or JsonValueKind.True or JsonValueKind.False);
            cleaned[Clean(name)] = isSecret ? JsonValue.Create(Mark) : Clean(value, depth + 1);
        }

        return cleaned;
    }

    [GeneratedRegex(
        "passw(or)?d|passphrase|secret|token|authori[sz]ation|cookie|api[-_]?key|credential|private[-_]?key|signature",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TellingName();

    // Bearer and Basic headers, JWTs, GitHub, Slack, AWS and Google keys, PEM blocks, passwords and tokens in URLs.
    [GeneratedRegex(
        """
        \b(?:Bearer|Basic)\s+[A-Za-z0-9+/_.=~-]{8,}
        |\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*
        |\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}
        |\bxox[abeprs]-[A-Za-z0-9-]{10,}
        |\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{30,}
        |-----BEGIN[ A-Z]*PRIVATE\ KEY-----(?:[^-]*-----END[ A-Z]*PRIVATE\ KEY-----)?
        |(?<=://[^/\s:@]{0,200}:)[^/\s@]{1,200}(?=@)
        |(?<=[?&](?:access_token|token|api_key|apikey|key|secret|password|sig|signature)=)[^&\s]{1,2000}
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LooksSecret();
}
