namespace OpenClaw.Rego.Tests;

/// <summary>What can never work is refused when it is compiled, in OPA's words.</summary>
public sealed class TypeErrorTests
{
    private const string Collection = "any<string, array[any], object[any: any], set[any]>";

    [Theory]
    [InlineData("p if count(1) > 0", "count: invalid argument(s)\n\thave: (number, ???)\n\twant: (collection: " + Collection + ", n: number)")]
    [InlineData("p if count(1)", "count: invalid argument(s)\n\thave: (number)\n\twant: (collection: " + Collection + ", n: number)")]
    [InlineData("p if count([1], \"a\")", "count: invalid argument(s)\n\thave: (array<number>, string)\n\twant: (collection: " + Collection + ", n: number)")]
    [InlineData("p := x if { x := 1 + \"a\" }", "plus: invalid argument(s)\n\thave: (number, string, ???)\n\twant: (x: number, y: number, z: number)")]
    [InlineData("p := upper(lower(1))", "lower: invalid argument(s)\n\thave: (number, ???)\n\twant: (x: string, y: string)")]
    [InlineData("p := sum([\"a\"])", "sum: invalid argument(s)\n\thave: (array<string>, ???)\n\twant: (collection: any<array[number], set[number]>, n: number)")]
    [InlineData("p if { x := {\"a\": 1}; startswith(x.a, \"b\") }", "startswith: invalid argument(s)\n\thave: (number, string)\n\twant: (search: string, base: string, result: boolean)")]
    [InlineData("p := [y | y := lower(true)]", "lower: invalid argument(s)\n\thave: (boolean, ???)\n\twant: (x: string, y: string)")]
    [InlineData("p if not lower(1) == \"a\"", "lower: invalid argument(s)\n\thave: (number, ???)\n\twant: (x: string, y: string)")]
    [InlineData("p if { some x in [1, 2]; lower(x) }", "lower: invalid argument(s)\n\thave: (number)\n\twant: (x: string, y: string)")]
    public void Builtin_ArgumentThatNeverFits_ShowsHaveAndWant(string rule, string message) => AssertError(rule, message);

    [Theory]
    [InlineData("f(x) := lower(x)\np := f(1)", "data.test.f: invalid argument(s)\n\thave: (number, ???)\n\twant: (string, string)")]
    [InlineData("f(1) := \"a\"\nf(\"x\") := 2\np := f(true)", "data.test.f: invalid argument(s)\n\thave: (boolean, ???)\n\twant: (any<number, string>, any<number, string>)")]
    [InlineData("f([a, b]) := lower(a)\np := f([1, 2])", "data.test.f: invalid argument(s)\n\thave: (array<number, number>, ???)\n\twant: (array<string, any>, string)")]
    [InlineData("f(x) := lower(x)\np := f(1) + 1", "data.test.f: invalid argument(s)\n\thave: (number, ???)\n\twant: (string, string)")]
    [InlineData("f(x) := lower(x)\np := f(input.a) + 1", "plus: invalid argument(s)\n\thave: (string, number, ???)\n\twant: (x: number, y: number, z: number)")]
    public void Function_ArgumentsAreInferredFromItsBody(string rules, string message) => AssertError(rules, message);

    [Theory]
    [InlineData("p if 1 == \"a\"", "match error\n\tleft  : number\n\tright : string")]
    [InlineData("p if { x := 1; x == \"a\" }", "match error\n\tleft  : number\n\tright : string")]
    [InlineData("p if { x := count(input); x == \"a\" }", "match error\n\tleft  : number\n\tright : string")]
    [InlineData("p if { [x, 1] = [2, \"a\"] }", "match error\n\tleft  : array<number, number>\n\tright : array<number, string>")]
    [InlineData("p if [1, 2] == [1]", "match error\n\tleft  : array<number, number>\n\tright : array<number>")]
    [InlineData("p if {\"a\": 1} == {\"b\": 1}", "match error\n\tleft  : object<a: number>\n\tright : object<b: number>")]
    [InlineData("q := {1, 2}\np if q == [1, 2]", "match error\n\tleft  : set[number]\n\tright : array<number, number>")]
    [InlineData("q[x] := y if { some x, y in {\"a\": 1} }\np if q.a == \"s\"", "match error\n\tleft  : number\n\tright : string")]
    [InlineData("q contains x if { some x in [\"a\", 1] }\np if { q[x]; x == true }", "match error\n\tleft  : any<number, string>\n\tright : boolean")]
    [InlineData("p if not 1 == \"a\"", "match error\n\tleft  : number\n\tright : string")]
    [InlineData("p if { some \"a\" in [1, 2] }", "match error\n\tleft  : string\n\tright : number")]
    public void Comparison_OfWhatIsNeverEqual_IsAMatchError(string rules, string message) => AssertError(rules, message);

    [Theory]
    [InlineData("q := {\"kind\": 1, \"version\": 2}\np := q.kinds", "undefined ref: data.test.q.kinds\n\tdata.test.q.kinds\n\t            ^\n\t            have: \"kinds\"\n\t            want (one of): [\"kind\" \"version\"]")]
    [InlineData("q := 1\np := q.foo", "undefined ref: data.test.q.foo\n\tdata.test.q.foo\n\t^^^^^^^^^^^\n\thave: number")]
    [InlineData("p := x.b if { x := {\"a\": 1} }", "undefined ref: x.b\n\tx.b\n\t  ^\n\t  have: \"b\"\n\t  want (one of): [\"a\"]")]
    [InlineData("q := [1, 2]\np := q[\"a\"]", "undefined ref: data.test.q.a\n\tdata.test.q.a\n\t            ^\n\t            have: \"a\"\n\t            want (type): number")]
    [InlineData("q := [1, 2]\np := q[x] if { x := \"a\" }", "undefined ref: data.test.q[x]\n\tdata.test.q[x]\n\t            ^\n\t            have (type): string\n\t            want (type): number")]
    [InlineData("q contains x if some x in [1, 2]\np if q[\"a\"]", "undefined ref: data.test.q.a\n\tdata.test.q.a\n\t            ^\n\t            have: \"a\"\n\t            want (type): number")]
    [InlineData("f(x) := x\np := f", "undefined ref: data.test.f\n\tdata.test.f\n\t^^^^^^^^^^^\n\thave: (any) => any")]
    public void Reference_ToWhatIsNeverThere_ShowsWhereItBreaks(string rules, string message) => AssertError(rules, message);

    [Theory]
    [InlineData("p := count(1, 2, 3)", "count: arity mismatch\n\thave: (number, number, number)\n\twant: (collection: " + Collection + ")")]
    [InlineData("p := concat(input.x)", "concat: arity mismatch\n\thave: (any)\n\twant: (delimiter: string, collection: any<array[string], set[string]>)")]
    [InlineData("f(x) := x\np := f(1, 2, 3)", "function data.test.f has arity 1, got 3 arguments")]
    [InlineData("f(x, y) := x + y\np := f(1)", "function data.test.f has arity 2, got 1 argument")]
    [InlineData("f(x) := x\ng(x, y) := x\np := 1 if f(1) == 1 with f as g", "data.test.f: arity mismatch\n\thave: (any, any)\n\twant: (any)")]
    [InlineData("p if { count(input.x) == 1 with count as concat }", "count: arity mismatch\n\thave: (string, any<array[string], set[string]>)\n\twant: (collection: " + Collection + ")")]
    [InlineData("p := any([true])", "deprecated built-in function calls in expression: any")]
    public void Call_WithAnotherNumberOfArguments_IsRefused(string rules, string message) => AssertError(rules, message);

    [Theory]
    [InlineData("p if input.x == 1")]
    [InlineData("p if { input.x == 1; input.x == \"a\" }")]
    [InlineData("p if data.base.x == 1")]
    [InlineData("f(x) := lower(x)\nf(x) := x + 1\np := f(1)")]
    [InlineData("f(\"a\") := 1\nf(x) := 2 if x == 3\np := f(3)")]
    [InlineData("q := 1 if input.a\nq := \"b\" if input.b\np if q == \"b\"")]
    [InlineData("q.a := 1\nq[x] := y if { x := \"b\"; y := \"c\" }\np if q.a == 1\nr if q.z == true")]
    [InlineData("p if 1 != \"a\"")]
    [InlineData("p := 1 == \"a\"")]
    [InlineData("p if 1 < \"a\"")]
    [InlineData("p if { some x in [1, \"a\"]; x == \"a\"; lower(x) }")]
    [InlineData("q := object.get(input, \"a\", 1)\np if q.x.y == 1")]
    [InlineData("p := x if { [x, _] := json.unmarshal(\"[1, 2]\") }")]
    [InlineData("p if { x := {\"a\": 1, input.k: 2}; x.b == 2 }")]
    [InlineData("q := {}\np := q.a")]
    [InlineData("p := json.marshal_with_options([1], {\"indent\": \" \"})")]
    [InlineData("p := array.concat([1], [\"a\"])[1] == \"a\"")]
    [InlineData("p if { walk(input, [path, value]); path[0] == \"a\"; value == 1 }")]
    [InlineData("p if { every x in [1, 2] { x > 0 } }")]
    [InlineData("f(x) := y if { y := x.a }\np if f({\"a\": 1}) == 1")]
    [InlineData("p := data.test[x] if { x := \"q\" }")]
    public void WhatMayWork_IsAccepted(string rules)
    {
        // The last one reads its own package.
        if (rules.Contains("data.test[x]", StringComparison.Ordinal))
        {
            Assert.Contains(Policies.Errors($"package test\n{rules}"), error => error.Code == "rego_recursion_error");
            return;
        }

        Assert.NotNull(Policies.Compile($"package test\n{rules}"));
    }

    [Fact]
    public void SeveralErrors_AreReportedTogetherInOrder()
    {
        var errors = Policies.Errors("package test\np if count(1)\nq if 1 == \"a\"\nr := s.b\ns := {\"a\": 1}\nt if { lower(1); upper(2) }");

        Assert.Equal([2, 3, 4, 6, 6], errors.Select(error => error.Row));
        Assert.All(errors, error => Assert.Equal("rego_type_error", error.Code));
    }

    [Fact]
    public void RuleThatIsWrong_DoesNotSpoilItsReaders()
    {
        var errors = Policies.Errors("package test\np := lower(1)\nq if p.x == 1\nr if p == 2");

        Assert.Single(errors);
    }

    [Fact]
    public void Query_IsCheckedToo()
    {
        var policy = Policies.Compile("package test\np := {\"a\": 1}");

        var error = Assert.Throws<RegoException>(() => policy.Prepare("data.test.p.b"));

        Assert.Equal("rego_type_error", error.Errors[0].Code);
    }

    [Fact]
    public void Builtins_AllHaveASignatureOfTheirArity()
    {
        var wrong = Builtins.BuiltinTable.Names.Where(name => Types.SignatureTable.Find(name)?.Arguments.Length != Builtins.BuiltinTable.Find(name)!.Arity);

        Assert.Empty(wrong.Except(["print"]));
    }

    private static void AssertError(string rules, string message)
    {
        var errors = Policies.Errors($"package test\n{rules}");

        Assert.Equal(message, Assert.Single(errors).Message);
        Assert.Equal("rego_type_error", errors[0].Code);
    }
}
