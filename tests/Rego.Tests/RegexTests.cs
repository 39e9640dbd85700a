using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Rego.Builtins.Expressions;

namespace OpenClaw.Rego.Tests;

/// <summary>Patterns mean what RE2 makes of them, whether states or the machine runs them.</summary>
public sealed class RegexTests
{
    [Theory]
    [InlineData(@"^\p{Greek}+$", "αβγ", true)]
    [InlineData(@"^\p{Greek}+$", "αβc", false)]
    [InlineData(@"^\p{^Greek}$", "a", true)]
    [InlineData(@"^\P{Greek}$", "α", false)]
    [InlineData(@"^\p{Deseret}$", "𐐀", true)]
    [InlineData(@"^\p{Han}\p{Hiragana}\p{Katakana}$", "漢ひカ", true)]
    [InlineData(@"^\pL\p{Lu}\p{Nd}$", "éÉ٣", true)]
    [InlineData(@"^[\p{Cyrillic}\d]+$", "Ж1", true)]
    [InlineData(@"^[^\p{Latin}]$", "b", false)]
    [InlineData(@"^\p{Any}$", "😀", true)]
    [InlineData(@"^.$", "😀", true)]
    [InlineData(@"^..$", "😀", false)]
    [InlineData(@"^[😀-😎]$", "😃", true)]
    [InlineData(@"^[^a]$", "😀", true)]
    [InlineData(@"^\x{1F600}$", "😀", true)]
    [InlineData(@"^[[:^digit:]]+$", "abc", true)]
    [InlineData(@"^[[:^digit:]]+$", "ab1", false)]
    [InlineData(@"^[[:alpha:]_[:digit:]]+$", "a_1", true)]
    [InlineData(@"^[]a]+$", "]a", true)]
    [InlineData(@"^[a-c\-z]+$", "b-z", true)]
    [InlineData(@"^[\D]$", "é", true)]
    [InlineData(@"^\Qa.b*c\E+$", "a.b*cc", true)]
    [InlineData(@"\Qa.b", "a.b", true)]
    [InlineData(@"a\z", "a\n", false)]
    [InlineData(@"a$", "a\n", false)]
    [InlineData(@"(?m)a$", "a\nb", true)]
    [InlineData(@"(?m)^b$", "a\nb\nc", true)]
    [InlineData(@"\Ab", "a\nb", false)]
    [InlineData(@"a.b", "a\nb", false)]
    [InlineData(@"(?s)a.b", "a\nb", true)]
    [InlineData(@"(?i)straSSe", "STRASSE", true)]
    [InlineData(@"(?i)^k$", "K", true)]
    [InlineData(@"(?i)^ΩΜΈΓΑ$", "ωμέγα", true)]
    [InlineData(@"a(?i:b)c", "aBc", true)]
    [InlineData(@"a(?i:b)c", "aBC", false)]
    [InlineData(@"(?i)a(?-i)b", "AB", false)]
    [InlineData(@"\bé", "é", false)]
    [InlineData(@"\bfoo\b", "é foo é", true)]
    [InlineData(@"\Bé", "aé", false)]
    [InlineData(@"\w", "é", false)]
    [InlineData(@"\d", "٣", false)]
    [InlineData(@"\s", "\u00a0", false)]
    [InlineData(@"\s", "\v", false)]
    [InlineData(@"[[:space:]]", "\v", true)]
    [InlineData(@"^\07\x41\a$", "\aA\a", true)]
    [InlineData("a{,2}", "a{,2}", true)]
    [InlineData("a{2,3}", "aa", true)]
    [InlineData("^(|a)*$", "aaa", true)]
    [InlineData("", "x", true)]
    public void Match_FollowsRe2(string pattern, string text, bool expected)
    {
        Assert.True(GoRegex.TryGet(pattern, out var regex, out var error), error);
        Assert.Equal(expected, regex!.IsMatch(text));
        Assert.Equal(expected, GoRegex.OnMachine(pattern)!.IsMatch(text));
    }

    [Theory]
    [InlineData(@"\C", @"invalid escape sequence: `\C`")]
    [InlineData(@"\Z", @"invalid escape sequence: `\Z`")]
    [InlineData(@"\y", @"invalid escape sequence: `\y`")]
    [InlineData(@"(a)\1", @"invalid escape sequence: `\1`")]
    [InlineData(@"a(?=b)", "invalid or unsupported Perl syntax: `(?=`")]
    [InlineData(@"(?<=a)b", "invalid or unsupported Perl syntax: `(?<`")]
    [InlineData(@"(?>a)", "invalid or unsupported Perl syntax: `(?>`")]
    [InlineData(@"(?x)a", "invalid or unsupported Perl syntax: `(?x`")]
    [InlineData("a**", "invalid nested repetition operator: `**`")]
    [InlineData("a++", "invalid nested repetition operator: `++`")]
    [InlineData("*a", "missing argument to repetition operator: `*`")]
    [InlineData("(a", "missing closing ): `(a`")]
    [InlineData("a)", "unexpected ): `a)`")]
    [InlineData("[a", "missing closing ]: `[a`")]
    [InlineData("[z-a]", "invalid character class range: `z-a`")]
    [InlineData("[[:foo:]]", "invalid character class range: `[:foo:]`")]
    [InlineData(@"\p{Klingon}", @"invalid character class range: `\p{Klingon}`")]
    [InlineData("a{1001}", "invalid repeat count: `{1001}`")]
    [InlineData("a{2,1}", "invalid repeat count: `{2,1}`")]
    [InlineData("((a{100}){100}){100}", "invalid repeat count: `{100}`")]
    [InlineData(@"(?P<n+>a)", "invalid named capture: `(?P<n+>`")]
    [InlineData(@"a\", "trailing backslash at end of expression: ``")]
    public void Pattern_ThatRe2Refuses_IsRefusedInItsWords(string pattern, string message)
    {
        Assert.False(GoRegex.TryGet(pattern, out _, out var error));
        Assert.Equal("error parsing regexp: " + message, error);
    }

    [Theory]
    [InlineData("regex.find_n(`(?U)a+`, \"aaa\", -1)", """["a","a","a"]""")]
    [InlineData("regex.find_n(`(?U)a+?`, \"aaa\", -1)", """["aaa"]""")]
    [InlineData("regex.find_n(`a|ab`, \"ab\", -1)", """["a"]""")]
    [InlineData("regex.find_n(`a*`, \"baab\", -1)", """["","aa",""]""")]
    [InlineData("regex.find_n(`x*`, \"😀b\", -1)", """["","",""]""")]
    [InlineData("regex.find_n(`.`, \"a😀\", 1)", """["a"]""")]
    [InlineData("regex.find_all_string_submatch_n(`(a)|(b)`, \"ab\", -1)", """[["a","a",""],["b","","b"]]""")]
    [InlineData("regex.replace(\"John Smith\", `(?P<first>\\w+) (?P<last>\\w+)`, \"$last, ${first}!\")", "\"Smith, John!\"")]
    [InlineData("regex.replace(\"abc\", `(b)`, \"<$1x$1>\")", "\"a\\u003Cb\\u003Ec\"")]
    [InlineData("regex.split(`[[:^alpha:]]+`, \"a1b22c\")", """["a","b","c"]""")]
    [InlineData("regex.template_match(`urn:foo:{.*\\p{Greek}}`, \"urn:foo:bar:β\", \"{\", \"}\")", "true")]
    [InlineData("glob.match(\"?.com\", [\".\"], \"😀.com\")", "true")]
    public void Functions_GiveWhatGoGives(string call, string expected)
    {
        var actual = Policies.Eval($"package test\np := {call}");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual!)), actual);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomPatterns_StatesAndMachine_FindTheSame(int seed)
    {
        string[] pieces = ["a", "b", ".", "[ab]", "[^a]", "(a|b)", "(ab?)", "(?:a|ab)", "é", "😀", "[é-😀]", @"\w", @"\W", "(?i:B)", "^", "$", "(?m:^)", "(?m:$)", @"\b", @"\B", @"\pL"];
        foreach (var (pattern, text) in Cases(seed, 1500, pieces, ["a", "b", "B", "é", "😀", "\n", " "]))
        {
            if (GoRegex.TryGet(pattern, out var regex, out _))
            {
                Assert.True(regex!.IsMatch(text) == GoRegex.OnMachine(pattern)!.IsMatch(text), $"{pattern} on '{text}'");
            }
        }
    }

    /// <summary>.NET's backtracking engine prefers as Go does; it tells one empty match more, at the end of the match before.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomPatterns_AreFoundWhereBacktrackingFindsThem(int seed)
    {
        string[] pieces = ["a", "b", ".", "[ab]", "[^a]", "(a|b)", "(ab?)", "(?:a|ab)", "é", "(?i:B)", "^", @"\z", "(?m:^)", "(?m:$)"];
        var call = Call();
        foreach (var (pattern, text) in Cases(seed, 1500, pieces, ["a", "b", "B", "é", "\n", " "]))
        {
            if (!GoRegex.TryGet(pattern, out var regex, out _))
            {
                continue;
            }

            var found = regex!.Matches(text, call).Select(match => string.Join(' ', match));
            var matches = Regex.Matches(text, pattern, RegexOptions.CultureInvariant).ToArray();
            var expected = matches.Where((match, i) => match.Length > 0 || i == 0 || match.Index != matches[i - 1].Index + matches[i - 1].Length)
                .Select(match => string.Join(' ', match.Groups.Values.Select(group => group.Success ? $"{group.Index} {group.Index + group.Length}" : "-1 -1")));

            Assert.True(found.SequenceEqual(expected), $"{pattern} on '{text}': {string.Join(", ", found)} instead of {string.Join(", ", expected)}");
        }
    }

    [Fact]
    public void Pattern_OfMoreStatesThanThereIsRoomFor_IsRightInEveryThread()
    {
        Assert.True(GoRegex.TryGet("^(a|b)*a(a|b){15}$", out var regex, out _));
        Parallel.For(0, 8, seed =>
        {
            var random = new Random(seed);
            for (var round = 0; round < 1000; round++)
            {
                var text = string.Concat(Enumerable.Range(0, random.Next(10, 60)).Select(_ => random.Next(2) == 0 ? 'a' : 'b'));

                Assert.True(regex!.IsMatch(text) == (text.Length > 15 && text[^16] == 'a'), text);
            }
        });
    }

    private static IEnumerable<(string Pattern, string Text)> Cases(int seed, int count, string[] pieces, string[] letters)
    {
        var random = new Random(seed);
        string[] repeats = ["", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?"];
        for (var round = 0; round < count; round++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ =>
                random.Next(20) == 0 ? "|" : pieces[random.Next(pieces.Length)] + repeats[random.Next(repeats.Length)]));
            yield return (pattern, string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => letters[random.Next(letters.Length)])));
        }
    }

    [Theory]
    [InlineData("(a*)*b")]
    [InlineData("(a|a)*b")]
    [InlineData("(a|aa)+$")]
    [InlineData("(x+x+)+y")]
    [InlineData(@"^(\w+\s?)*\z!")]
    [InlineData(@"\b(a+)+\b!")]
    public void Bomb_EightTimesTheText_TakesEightTimesTheSteps(string pattern)
    {
        // Steps instead of time: the same on a busy machine. What is not linear takes at least 64 times as many.
        var program = MachineProgram.Of(RegexSyntax.Read(pattern).Root);
        double Steps(int length)
        {
            var checks = 0;
            new RegexMachine(program, 0, new string(pattern.Contains('x', StringComparison.Ordinal) ? 'x' : 'a', length), () => checks++).Match(0);
            return checks;
        }

        Assert.InRange(Steps(80_000) / Steps(10_000), 6, 10);
    }

    private static Builtins.CallContext Call()
    {
        var snapshot = Policies.Compile("package test").Snapshot;
        return Evaluate.EvalContext.Rent(snapshot, null, new RegoLimits { Timeout = TimeSpan.FromMinutes(1) }, CancellationToken.None).Calls;
    }
}
