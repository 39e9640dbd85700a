using System.Text.RegularExpressions;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Features.GitHub;

/// <summary>
/// Finds what makes a text more sensitive than where it lies: credentials (restricted), personal and financial data
/// (confidential). Non-backtracking expressions, because strangers write the text.
/// </summary>
internal static class SensitiveText
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly Regex Credential = new(
        @"-----BEGIN [A-Z ]*PRIVATE KEY-----"
        + @"|\b(AKIA|ASIA)[0-9A-Z]{16}\b"
        + @"|\bgh[pousr]_[A-Za-z0-9]{30,}\b|\bgithub_pat_[A-Za-z0-9_]{30,}\b"
        + @"|\bxox[abprs]-[A-Za-z0-9-]{10,}\b"
        + @"|\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"
        + @"|\b[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@]+:[^\s:/@]+@"
        + @"|\b([Pp]assword|[Pp]asswd|[Ss]ecret|[Tt]oken|[Aa]pi[_-]?[Kk]ey)[""']?\s*[:=]\s*[""']?[A-Za-z0-9+/_.!$%^&*-]{8,}",
        Options);

    private static readonly Regex Personal = new(
        @"\b\d{3}-\d{2}-\d{4}\b"
        + @"|\b[A-Z]{2}\d{2} ?([A-Z0-9]{4} ?){2,7}[A-Z0-9]{1,4}\b"
        + @"|\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]*[A-Za-z]{2,}\b",
        Options);

    // The backtracking engine has one way through digits and the gaps between them. The other would need more states than it has
    // room for (ten thousand), and errs at a text's last character from then on (.NET 10).
    private static readonly Regex CardLike = new(@"\b(\d[ -]?){12,18}\d\b", RegexOptions.CultureInvariant);

    public static Classification Raise(Classification level, string text)
    {
        if (Credential.IsMatch(text))
        {
            return Classification.Restricted;
        }

        return Personal.IsMatch(text) || HasCard(text) ? Highest(level, Classification.Confidential) : level;
    }

    /// <summary>A title may hold the very secret that was found; it is shown to nobody.</summary>
    public static string Redact(string text) => Credential.Replace(text, "[credential removed]");

    private static Classification Highest(Classification one, Classification other) => one > other ? one : other;

    private static bool HasCard(string text)
    {
        for (var match = CardLike.Match(text); match.Success; match = match.NextMatch())
        {
            if (PassesLuhn(match.Value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool PassesLuhn(string number)
    {
        var sum = 0;
        var position = 0;
        for (var index = number.Length - 1; index >= 0; index--)
        {
            if (!char.IsAsciiDigit(number[index]))
            {
                continue;
            }

            var digit = number[index] - '0';
            var doubled = digit * 2;
            sum += position++ % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
        }

        return sum % 10 == 0;
    }
}
