using System.Globalization;
using System.Text.RegularExpressions;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>Semantic version 2.0.0 without build metadata, which has no place in an order.</summary>
internal sealed partial record SemanticVersion(int Major, int Minor, int Patch, string PreRelease) : IComparable<SemanticVersion>
{
    public static SemanticVersion? Parse(string? text)
    {
        var match = text is { Length: <= 50 } ? Pattern().Match(text) : Match.Empty;
        return match.Success && Number(match, 1) is { } major && Number(match, 2) is { } minor && Number(match, 3) is { } patch
            ? new SemanticVersion(major, minor, patch, match.Groups[4].Value)
            : null;
    }

    public SemanticVersion Next() => PreRelease.Length > 0 ? this with { PreRelease = "" } : this with { Patch = Patch + 1 };

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var numbers = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return numbers != 0 ? numbers : ComparePreRelease(PreRelease, other.PreRelease);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}{(PreRelease.Length > 0 ? "-" : "")}{PreRelease}");

    /// <summary>Clause 11 of the standard: a release comes after its pre-releases; numbers before words, fewer parts before more.</summary>
    private static int ComparePreRelease(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return right.Length.CompareTo(left.Length) is var order && left.Length == right.Length ? 0 : Math.Sign(order);
        }

        var (ours, theirs) = (left.Split('.'), right.Split('.'));
        foreach (var (one, other) in ours.Zip(theirs))
        {
            var order = (IsNumber(one), IsNumber(other)) switch
            {
                (true, true) when one.Length != other.Length => one.Length.CompareTo(other.Length),
                (true, false) => -1,
                (false, true) => 1,
                _ => string.CompareOrdinal(one, other),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return ours.Length.CompareTo(theirs.Length);
    }

    private static bool IsNumber(string part) => part.All(char.IsAsciiDigit);

    private static int? Number(Match match, int group) =>
        int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?$")]
    private static partial Regex Pattern();
}
