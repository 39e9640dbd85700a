using System.Text.RegularExpressions;
using OpenClaw.Contracts;

namespace OpenClaw.Policy.Features.Classifying;

/// <summary>What the second layer found: a level and how sure it is.</summary>
internal sealed record Assessment(Classification Level, double Confidence);

/// <summary>The second layer: looks at content for more sensitive things than its source suggests.</summary>
internal interface IContentAssessor
{
    /// <summary>Null when nothing was found.</summary>
    Assessment? Assess(string text);
}

/// <summary>
/// Detectors for what must never be missed, whatever a model thinks: credentials, cards and accounts, national ids, medical and
/// legal matters, personal data, customers. Their patterns run in linear time.
/// </summary>
internal sealed partial class ContentDetectors : IContentAssessor
{
    public Assessment? Assess(string text)
    {
        if (Credentials().IsMatch(text))
        {
            return new Assessment(Classification.Restricted, 0.98);
        }

        if (Cards().Matches(text).Any(card => HasLuhnDigit(card.Value)) || Accounts().IsMatch(text) || NationalIds().IsMatch(text))
        {
            return new Assessment(Classification.Restricted, 0.95);
        }

        if (Medical().IsMatch(text) || Legal().IsMatch(text))
        {
            return new Assessment(Classification.Confidential, 0.8);
        }

        return Mails().IsMatch(text) || Phones().IsMatch(text) || Customers().IsMatch(text)
            ? new Assessment(Classification.Confidential, 0.7)
            : null;
    }

    private static bool HasLuhnDigit(string candidate)
    {
        var digits = candidate.Where(char.IsAsciiDigit).Select(digit => digit - '0').Reverse().ToList();
        return digits.Count is >= 13 and <= 19
            && digits.Select((digit, index) => index % 2 == 0 ? digit : digit * 2 > 9 ? (digit * 2) - 9 : digit * 2).Sum() % 10 == 0;
    }

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+)|\b(password|passwd|api[_-]?key|secret|access[_-]?token)\b[ \t]*[:=][ \t]*\S{6,}", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Credentials();

    [GeneratedRegex(@"[0-9](?:[ -]?[0-9]){12,18}", RegexOptions.NonBacktracking)]
    private static partial Regex Cards();

    [GeneratedRegex(@"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b", RegexOptions.NonBacktracking)]
    private static partial Regex Accounts();

    [GeneratedRegex(@"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b|\b(social security|passport|national id|tax id)\b", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex NationalIds();

    [GeneratedRegex(@"\b(diagnosis|patient|prescription|medical record|sick leave)\b", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Medical();

    [GeneratedRegex(@"\b(attorney|privileged and confidential|lawsuit|settlement|litigation|non-disclosure)\b", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Legal();

    [GeneratedRegex(@"\b[A-Z0-9._%+-]+@[A-Z0-9-]+(\.[A-Z0-9-]+)+\b", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Mails();

    [GeneratedRegex(@"\+[0-9]{1,3}[ -]?\(?[0-9]{2,4}\)?([ -]?[0-9]{2,4}){2,4}", RegexOptions.NonBacktracking)]
    private static partial Regex Phones();

    [GeneratedRegex(@"\b(customer (list|data|record)s?|salary|payroll|home address)\b", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Customers();
}
