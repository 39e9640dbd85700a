using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>
/// Keeps secrets, content and needless personal data out of the log before an entry leaves the process: nobody can delete
/// them there. Overlong text is cut, because details are facts, not content.
/// </summary>
internal sealed partial class AuditRedaction(IOptions<AuditRedactionOptions> options)
{
    public const string Mark = "[redacted]";
    private const int LongestText = 2000;
    private const int DeepestNesting = 16;

    private readonly HashSet<string> _content = Names(options.Value.ContentFields);
    private readonly HashSet<string> _personal = Names(options.Value.PersonalFields);
    private readonly HashSet<string> _identity = Names(options.Value.IdentityFields);
    private readonly bool _mail = options.Value.MailAddresses;

    public JsonObject Clean(JsonObject detail) => CleanObject(detail, 0);

    public static IReadOnlyList<DataAccess> CleanSources(IReadOnlyList<DataAccess> items) =>
        [.. items.Select(item => item with { Source = Secretless(item.Source), Purpose = Secretless(item.Purpose) })];

    /// <summary>Free text such as a policy's reason.</summary>
    public string Clean(string text) => Clean(text, isIdentity: false);

    private string Clean(string text, bool isIdentity)
    {
        var cleaned = Secretless(text);
        if (_mail && !isIdentity && cleaned.Contains('@', StringComparison.Ordinal))
        {
            cleaned = Replace(MailAddress(), cleaned);
        }

        return cleaned.Length <= LongestText ? cleaned : string.Concat(cleaned.AsSpan(0, LongestText), "…");
    }

    private static string Secretless(string text) => (Credentials.MayBeIn(text) ? Replace(Credentials.Pattern(), text) : text).Replace('\0', ' ');

    /// <summary>A text that a busy machine could not look through in time may hold anything; losing it is better than the entry.</summary>
    private static string Replace(Regex pattern, string text)
    {
        try
        {
            return pattern.Replace(text, Mark);
        }
        catch (RegexMatchTimeoutException)
        {
            return Mark;
        }
    }

    private JsonNode? Clean(JsonNode? node, int depth, bool isIdentity) => node switch
    {
        null => null,
        _ when depth > DeepestNesting => JsonValue.Create("[too deep]"),
        JsonObject source => CleanObject(source, depth),
        JsonArray source => new JsonArray([.. source.Select(item => Clean(item, depth + 1, isIdentity))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(Clean(TextOf(value), isIdentity)),
        _ => node.DeepClone(),
    };

    private JsonObject CleanObject(JsonObject source, int depth)
    {
        var cleaned = new JsonObject();
        foreach (var (name, value) in source)
        {
            var plain = Plain(name);
            cleaned[Clean(name)] =
                value is null ? null
                : IsSecret(name, value) || _personal.Contains(plain) ? JsonValue.Create(Mark)
                : _content.Contains(plain) ? Summary(value)
                : Clean(value, depth + 1, _identity.Contains(plain));
        }

        return cleaned;
    }

    /// <summary>Numbers stay: <c>"inputTokens": 12</c> is a count, not a token. A password of digits is still a password.</summary>
    private static bool IsSecret(string name, JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Number => SecretEvenAsNumber().IsMatch(name),
        JsonValueKind.True or JsonValueKind.False => false,
        _ => TellingName().IsMatch(name),
    };

    /// <summary>Ids and times are text in JSON too, though they are none in memory yet.</summary>
    private static string TextOf(JsonValue value) => value.TryGetValue<string>(out var text) ? text : value.Deserialize<string>()!;

    /// <summary>That there was content, and how much: enough to see that something was sent, nothing of what it said.</summary>
    private static JsonValue Summary(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => JsonValue.Create($"[content of {TextOf(value.AsValue()).Length} characters]"),
        JsonValueKind.Array => JsonValue.Create($"[content of {value.AsArray().Count} items]"),
        JsonValueKind.Object => JsonValue.Create($"[content of {value.AsObject().Count} members]"),
        _ => JsonValue.Create(Mark),
    };

    private static HashSet<string> Names(IEnumerable<string> names) => new(names.Select(Plain), StringComparer.OrdinalIgnoreCase);

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    [GeneratedRegex(
        "passw(or)?d|passphrase|secret|token|authori[sz]ation|cookie|api[-_]?key|access[-_]?key|credential|private[-_]?key|signature|(^|[-_])(pwd|pin|otp|totp)($|[-_])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TellingName();

    [GeneratedRegex("passw(or)?d|passcode|passphrase|secret|(^|[-_])(pwd|pin|otp|totp|cvv|cvc)($|[-_])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretEvenAsNumber();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MailAddress();
}
