using System.Numerics;
using System.Text.RegularExpressions;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary>Semantic versions and UUIDs.</summary>
internal static partial class VersionFunctions
{
    public static IEnumerable<Builtin> All() =>
    [
        new("semver.is_valid", 1, (_, a) => BooleanValue.Of(a[0] is StringValue text && SemVer().IsMatch(text.Value))),
        new("semver.compare", 2, Compare),
        new("uuid.rfc4122", 1, (c, a) => c.Text(a, 0, out _) ? Operands.Value(Guid.NewGuid().ToString()) : null) { IsVolatile = true },
        new("uuid.parse", 1, (_, a) => a[0] is StringValue text ? UuidParts.Parse(text.Value) : null),
    ];

    private static RegoValue? Compare(CallContext call, RegoValue[] arguments)
    {
        if (!call.Text(arguments, 0, out var left) || !call.Text(arguments, 1, out var right))
        {
            return null;
        }

        foreach (var (index, text) in new[] { (1, left), (2, right) })
        {
            if (!SemVer().IsMatch(text))
            {
                return call.Fail($"operand {index}: string \"{text}\" is not a valid SemVer");
            }
        }

        return NumberValue.Of(Order(SemVer().Match(left), SemVer().Match(right)));
    }

    private static int Order(Match left, Match right)
    {
        for (var i = 1; i <= 3; i++)
        {
            var order = BigInteger.Parse(left.Groups[i].Value, System.Globalization.CultureInfo.InvariantCulture)
                .CompareTo(BigInteger.Parse(right.Groups[i].Value, System.Globalization.CultureInfo.InvariantCulture));
            if (order != 0)
            {
                return order;
            }
        }

        var (a, b) = (left.Groups[4].Value, right.Groups[4].Value);
        return a.Length == 0 || b.Length == 0 ? b.Length.CompareTo(a.Length) is var by && by == 0 ? 0 : Math.Sign(b.Length - a.Length) : PreRelease(a.Split('.'), b.Split('.'));
    }

    private static int PreRelease(string[] left, string[] right)
    {
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            var (a, b) = (left[i].All(char.IsAsciiDigit), right[i].All(char.IsAsciiDigit));
            var order = a && b
                ? BigInteger.Parse(left[i], System.Globalization.CultureInfo.InvariantCulture).CompareTo(BigInteger.Parse(right[i], System.Globalization.CultureInfo.InvariantCulture))
                : a != b ? (a ? -1 : 1) : Math.Sign(string.CompareOrdinal(left[i], right[i]));
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    [GeneratedRegex(@"^v?(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex SemVer();
}
