using System.Text.RegularExpressions;
using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Conformance;

namespace OpenClaw.Rego.Tests;

/// <summary>A clone without the official cases still tests everything: each built-in and each form of the language has a case of ours.</summary>
public sealed class CaseCoverageTests
{
    private static readonly string[] Sources = [.. CaseReader.Read(Path.Combine(AppContext.BaseDirectory, "Cases")).SelectMany(test => test.Modules.Append(test.Query))];

    /// <summary>Functions of a test harness or of the compiler, which policies do not call.</summary>
    private static readonly string[] NotForPolicies = ["test.sleep"];

    public static TheoryData<string> Builtins => [.. BuiltinTable.Names.Except(NotForPolicies)];

    [Theory]
    [MemberData(nameof(Builtins))]
    public void Builtin_Registered_HasACaseOfOurs(string name) =>
        Assert.Contains(Sources, source => Regex.IsMatch(source, $@"(?<![\w.]){Regex.Escape(name)}\("));

    [Theory]
    [InlineData("default rule", @"^default \w+ :=")]
    [InlineData("default function", @"^default \w+\(")]
    [InlineData("complete rule", @"^p := ")]
    [InlineData("rule without value", @"^\w+ if ")]
    [InlineData("partial set", @"^\w+ contains ")]
    [InlineData("partial object", @"^\w+\[\w+\] := ")]
    [InlineData("nested partial object", @"^\w+\[\w+\]\[\w+\] := ")]
    [InlineData("set under a path", @"^\w+\.\w+ contains ")]
    [InlineData("function", @"^\w+\(\w+\) := ")]
    [InlineData("argument pattern", @"^\w+\(\[")]
    [InlineData("else", @"^else := ")]
    [InlineData("import of data", @"^import data\.\S+$")]
    [InlineData("import with alias", @"^import \S+ as ")]
    [InlineData("import of a keyword", @"^import future\.keywords\.")]
    [InlineData("package in brackets", "^package .*\\[\"")]
    [InlineData("assignment", @"\w := ")]
    [InlineData("unification", @"[\w\]] = ")]
    [InlineData("comparison", " (==|!=|<|<=|>|>=) ")]
    [InlineData("arithmetic", @" [-+*/%] ")]
    [InlineData("set operators", @" [&|] ")]
    [InlineData("membership", @"\bin\b")]
    [InlineData("some declaration", @"\bsome \w+(, \w+)*\s*$")]
    [InlineData("some in", @"\bsome \w+ in ")]
    [InlineData("some key, value in", @"\bsome \w+, \w+ in ")]
    [InlineData("some pattern in", @"\bsome \[")]
    [InlineData("every", @"\bevery \w+ in ")]
    [InlineData("every key, value", @"\bevery \w+, \w+ in ")]
    [InlineData("not", @"\bnot \w")]
    [InlineData("not with a body", @"\bnot \{")]
    [InlineData("and", @" and ")]
    [InlineData("or", @" or ")]
    [InlineData("with input", @" with input")]
    [InlineData("with data", @" with data\.")]
    [InlineData("with a function", @" with \w+ as ")]
    [InlineData("array comprehension", @"\[\w+ \| ")]
    [InlineData("set comprehension", @"\{\w+ \| ")]
    [InlineData("object comprehension", @"\{\w+: .* \| ")]
    [InlineData("raw string", "`")]
    [InlineData("template string", "\\$\"")]
    [InlineData("raw template string", @"\$`")]
    [InlineData("wildcard", @"\[_\]")]
    [InlineData("empty set", @"set\(\)")]
    [InlineData("composite key", @"\[\[")]
    [InlineData("call as reference base", @"\)[.\[]")]
    [InlineData("annotations", "# METADATA")]
    public void Form_OfTheLanguage_HasACaseOfOurs(string form, string pattern) =>
        Assert.True(Sources.Any(source => Regex.IsMatch(source, pattern, RegexOptions.Multiline)), form);
}
