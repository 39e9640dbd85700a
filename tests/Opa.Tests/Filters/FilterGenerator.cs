using System.Globalization;

namespace OpenClaw.Opa.Tests;

/// <summary>Filter policies by chance, within what SQL can say about typed columns without NULLs.</summary>
internal sealed class FilterGenerator(Random random)
{
    private int _names;

    public string Policy(int id)
    {
        var rules = Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"include if {{ {Body()} }}");
        return $$"""
            package filters{{id.ToString(CultureInfo.InvariantCulture)}}
            {{string.Join('\n', rules)}}
            cheap if { {{Condition()}} }
            cheap if { {{Condition()}}; {{Condition()}} }
            is_ripe(fruit) if { fruit.organic == true; fruit.price {{Sign()}} {{Number()}} }
            is_ripe(fruit) if fruit.name in data.favourites[input.user]
            allowed contains name if { some name in data.favourites[_] }
            allowed contains name if { name := input.fruits.colour; {{Condition()}} }
            """;
    }

    private string Body() => string.Join("; ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(8) switch
    {
        0 => "cheap",
        1 => "not cheap",
        2 => "is_ripe(input.fruits)",
        3 => "not is_ripe(input.fruits)",
        4 => "input.fruits.name in allowed",
        5 => "not " + Expression(),
        _ => Condition(),
    }));

    private string Condition() => random.Next(6) switch
    {
        0 => $"some f{++_names} in data.favourites[input.user]; input.fruits.colour == f{_names}",
        1 => "every word in data.words { input.fruits.name != word }",
        _ => Expression(),
    };

    private string Expression() => random.Next(10) switch
    {
        0 => $"input.fruits.price {Sign()} {Number()}",
        1 => $"{Number()} {Sign()} input.fruits.price",
        2 => $"input.fruits.name == {Text()}",
        3 => $"input.fruits.name != {Text()}",
        4 => $"input.fruits.organic == {(random.Next(2) == 0 ? "true" : "false")}",
        5 => $"input.fruits.name in {{{Text()}, {Text()}}}",
        6 => $"{Pick("startswith", "endswith", "contains")}(input.fruits.name, {Text()})",
        7 => "input.fruits.name == input.fruits.colour",
        8 => "input.fruits.price < input.fruits.stock",
        _ => "input.fruits.name = _",
    };

    private string Sign() => Pick("==", "!=", "<", "<=", ">", ">=");

    private string Number() => random.Next(5).ToString(CultureInfo.InvariantCulture);

    /// <summary>With what SQL gives a meaning of its own.</summary>
    private string Text() => Pick("\"a\"", "\"b\"", "\"it's\"", "\"50%\"", "\"a_c\"", "\"back\\\\slash\"", "\"%\"", "\"_\"");

    private string Pick(params string[] items) => items[random.Next(items.Length)];
}
