using System.Text.RegularExpressions;

namespace Aspire.Hosting.ApplicationModel;

internal static partial class ResourceNames
{
    private const int MaxLength = 64;

    /// <summary>1-64 ASCII letters, digits and single hyphens, a letter first, no hyphen last: a name that is also a DNS label.</summary>
    public static void Validate(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > MaxLength || !Valid().IsMatch(name))
            throw new ArgumentException($"Resource name '{name}' is invalid: 1-{MaxLength} ASCII letters, digits and single hyphens, starting with a letter, not ending with a hyphen.", nameof(name));
    }

    /// <summary>The part of an environment variable that stands for a name: DB_HOST for db.</summary>
    public static string ToVariable(string name)
    {
        var text = NotWord().Replace(name, "_");
        return text.Length > 0 && char.IsAsciiDigit(text[0]) ? "_" + text : text;
    }

    [GeneratedRegex("^[A-Za-z](-?[A-Za-z0-9])*$")]
    private static partial Regex Valid();

    [GeneratedRegex("[^A-Za-z0-9]")]
    private static partial Regex NotWord();
}
