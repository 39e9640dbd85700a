using System.Text;

namespace OpenClaw.Briefing.Features.Correlation;

/// <summary>The words of a title: lower case, longer than two characters, hyphens kept so that issue keys stay whole.</summary>
internal static class TitleTokens
{
    public static HashSet<string> Of(string title, bool asciiOnly)
    {
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder();
        foreach (var character in title.Normalize(NormalizationForm.FormC).ToLowerInvariant())
        {
            if (IsKept(character, asciiOnly))
            {
                word.Append(character);
            }
            else if (char.IsWhiteSpace(character))
            {
                Flush(word, tokens);
            }
        }

        Flush(word, tokens);
        return tokens;
    }

    private static bool IsKept(char character, bool asciiOnly) =>
        character is '-' or '_' || (asciiOnly ? char.IsAsciiLetterOrDigit(character) : char.IsLetterOrDigit(character));

    private static void Flush(StringBuilder word, HashSet<string> tokens)
    {
        if (word.Length > 2)
        {
            tokens.Add(word.ToString());
        }

        word.Clear();
    }
}
