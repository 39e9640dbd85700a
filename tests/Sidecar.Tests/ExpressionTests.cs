using System.Text.Json;
using OpenClaw.Sidecar.Expressions;

namespace OpenClaw.Sidecar.Tests;

/// <summary>Routing rules mean what CEL says.</summary>
public sealed class ExpressionTests
{
    private const string Event = """
        {"type":"order.new","source":"shop","data":{"n":2,"big":9007199254740993,"name":"Zoë","tags":["a","b"],"none":null,"ok":true,
         "items":[{"price":3},{"price":12.5}],"odd key":1},"subject":"it's \"x\""}
        """;

    [Theory]
    [InlineData("event.type == 'order.new'")]
    [InlineData("event.type == \"order.new\" && event.data.n >= 2")]
    [InlineData("event['data']['odd key'] == 1")]
    [InlineData("has(event.data.n) && !has(event.data.m) && has(event.data.none)")]
    [InlineData("event.data.none == null")]
    [InlineData("event.data.n == 2 && 2 == event.data.n && event.data.n != 3")]
    [InlineData("event.data.n > 1 && event.data.n < 2.5")]
    [InlineData("event.data.n + 0.5 == 2.5")]
    [InlineData("7 / 2 == 3 && 7 % 4 == 3")]
    [InlineData("-7 / 2 == -3 && 2 * 3 - 1 == 5")]
    [InlineData("0x1F == 31")]
    [InlineData("7.0 / 2.0 == 3.5 && 1e3 == 1000")]
    [InlineData("event.type in ['order.new', 'order.old']")]
    [InlineData("'a' in event.data.tags && !('c' in event.data.tags)")]
    [InlineData("'type' in event")]
    [InlineData("event.data.tags[1] == 'b' && size(event.data.tags) == 2")]
    [InlineData("event.data.tags == ['a', 'b'] && ['a'] + ['b'] == event.data.tags")]
    [InlineData("event.data.items[1].price == 12.5")]
    [InlineData("event.data.items.exists(i, i.price > 10.0) && event.data.items.all(i, i.price > 1)")]
    [InlineData("event.data.items.exists_one(i, i.price > 10) && event.data.items.filter(i, i.price > 10).size() == 1")]
    [InlineData("event.data.tags.map(t, t + '!') == ['a!', 'b!']")]
    [InlineData("event.type.startsWith('order') && event.type.endsWith('.new') && event.type.contains('er.n')")]
    [InlineData("event.type.matches('^order\\\\.[a-z]+$') && event.type.matches(r'\\.new')")]
    [InlineData("event.data.name.size() == 3 && size(event.data.name) == 3")]
    [InlineData("event.subject == 'it\\'s \\x22x\\u0022'")]
    [InlineData("event.data.ok ? event.data.n == 2 : false")]
    [InlineData("(event.data.n == 3 ? 'x' : 'y') == 'y'")]
    [InlineData("int('12') == 12 && double('1.5') == 1.5 && string(5) == '5' && bool('true') && int(2.9) == 2")]
    [InlineData("event.missing == 1 || event.data.ok")]
    [InlineData("!(event.missing == 1 && !event.data.ok)")]
    [InlineData("{'a': 1}['a'] == 1 && {'a': 1} == {'a': 1.0}")]
    [InlineData("'a' < 'b' && false < true && '''x''' == 'x'")]
    public void Expression_OfCel_IsTrueForTheEvent(string text) => Assert.True(Test(text));

    [Theory]
    [InlineData("event.data.missing == 1")]
    [InlineData("event.data.n.deeper == 1")]
    [InlineData("event.missing == 1 && event.data.ok")]
    [InlineData("has(event.nothing.here)")]
    [InlineData("event.data.n + 1 == 3")]
    [InlineData("event.type > 1")]
    [InlineData("event.type + 1 == 'x'")]
    [InlineData("1 / 0 == 1")]
    [InlineData("event.data.tags[5] == 'x'")]
    [InlineData("9223372036854775807 + 1 > 0")]
    [InlineData("event.type")]
    [InlineData("event.data.n")]
    [InlineData("!event.type")]
    [InlineData("int('x') == 1")]
    [InlineData("event.type.matches('(')")]
    public void Expression_ThatCannotBeAnswered_FailsInsteadOfNotMatching(string text) => Assert.Throws<ExpressionException>(() => Test(text));

    [Theory]
    [InlineData("")]
    [InlineData("a +")]
    [InlineData("event.")]
    [InlineData("other.type == 'x'")]
    [InlineData("event.type = 'x'")]
    [InlineData("event.type == 'x' event")]
    [InlineData("'open")]
    [InlineData("'\\q' == 'q'")]
    [InlineData("unknown(event)")]
    [InlineData("event.type.shout() == 'X'")]
    [InlineData("has(event)")]
    [InlineData("[1, 2")]
    [InlineData("event.type == 'x' ? 1")]
    [InlineData("event #")]
    [InlineData("((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))")]
    public void Expression_OutsideTheLanguage_IsRefusedWhenCompiled(string text) =>
        Assert.Throws<ExpressionException>(() => Expression.Compile(text, "event"));

    private static bool Test(string text)
    {
        using var document = JsonDocument.Parse(Event);
        return Expression.Compile(text, "event").Test(_ => document.RootElement);
    }
}
