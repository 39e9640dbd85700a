using System.Globalization;
using System.Text.Json;
using Node = System.Func<System.Func<string, object?>, object?>;

namespace OpenClaw.Sidecar.Expressions;

/// <summary>Recursive descent straight into closures.</summary>
internal sealed class ExpressionParser(string text, IReadOnlyList<string> variables)
{
    private readonly IReadOnlyList<string> _tokens = ExpressionTokens.Split(text);
    private int _at;

    private string? Next => _at < _tokens.Count ? _tokens[_at] : null;

    public Node Parse()
    {
        var node = Or();
        return Next is null ? node : throw Unexpected();
    }

    private Node Or()
    {
        var left = And();
        while (Take("||"))
        {
            var (first, second) = (left, And());
            left = scope => Truth(first(scope)) || Truth(second(scope));
        }
        return left;
    }

    private Node And()
    {
        var left = Relation();
        while (Take("&&"))
        {
            var (first, second) = (left, Relation());
            left = scope => Truth(first(scope)) && Truth(second(scope));
        }
        return left;
    }

    private Node Relation()
    {
        var left = Sum();
        while (Next is "==" or "!=" or "<" or "<=" or ">" or ">=")
        {
            var sign = _tokens[_at++];
            var (first, second) = (left, Sum());
            left = scope => ExpressionOperators.Compare(sign, first(scope), second(scope));
        }
        return left;
    }

    private Node Sum()
    {
        var left = Product();
        while (Next is "+" or "-")
        {
            var sign = _tokens[_at++];
            var (first, second) = (left, Product());
            left = scope => ExpressionOperators.Calculate(sign, first(scope), second(scope));
        }
        return left;
    }

    private Node Product()
    {
        var left = Unary();
        while (Next is "*" or "/" or "%")
        {
            var sign = _tokens[_at++];
            var (first, second) = (left, Unary());
            left = scope => ExpressionOperators.Calculate(sign, first(scope), second(scope));
        }
        return left;
    }

    private Node Unary()
    {
        if (Take("!"))
        {
            var inner = Unary();
            return scope => !Truth(inner(scope));
        }
        if (Take("-"))
        {
            var inner = Unary();
            return scope => ExpressionOperators.Calculate("-", 0d, inner(scope));
        }
        return Primary();
    }

    private Node Primary()
    {
        var token = Next ?? throw new ExpressionException($"\"{text}\" ends too early");
        _at++;
        if (token == "(")
        {
            var inner = Or();
            Expect(")");
            return inner;
        }
        if (token is "true" or "false")
        {
            return _ => token == "true";
        }
        if (token == "null")
        {
            return _ => null;
        }
        if (token[0] is '"' or '\'')
        {
            var literal = token[1..^1];
            return _ => literal;
        }
        if (char.IsAsciiDigit(token[0]))
        {
            var number = double.Parse(token, CultureInfo.InvariantCulture);
            return _ => number;
        }
        return token == "has" ? Has() : Path(token, mustExist: true);
    }

    private Node Has()
    {
        Expect("(");
        var token = Next ?? throw new ExpressionException($"\"{text}\" ends too early");
        _at++;
        var path = Path(token, mustExist: false);
        Expect(")");
        return scope => path(scope) is not Missing;
    }

    private Node Path(string name, bool mustExist)
    {
        if (!variables.Contains(name))
        {
            _at--;
            throw Unexpected();
        }
        var fields = new List<string>();
        while (Next is "." or "[")
        {
            var bracket = _tokens[_at++] == "[";
            var field = Next ?? throw new ExpressionException($"\"{text}\" ends too early");
            _at++;
            if (bracket)
            {
                field = field[0] is '"' or '\'' ? field[1..^1] : throw new ExpressionException($"\"{text}\": only [\"name\"] is supported");
                Expect("]");
            }
            else if (!char.IsAsciiLetter(field[0]) && field[0] != '_')
            {
                _at--;
                throw Unexpected();
            }
            fields.Add(field);
        }
        if (Next == "(")
        {
            throw new ExpressionException($"\"{text}\": function {fields.LastOrDefault() ?? name}() is not supported");
        }
        return scope => Walk(scope(name), fields, mustExist);
    }

    private object? Walk(object? value, List<string> fields, bool mustExist)
    {
        foreach (var field in fields)
        {
            if (value is not JsonElement { ValueKind: JsonValueKind.Object } element || !element.TryGetProperty(field, out var child))
            {
                return mustExist ? throw new ExpressionException($"\"{text}\": no such field: {field}") : Missing.Value;
            }
            value = Expression.Plain(child);
        }
        return value;
    }

    private bool Truth(object? value) => value is bool truth ? truth : throw new ExpressionException($"\"{text}\": a condition is not boolean");

    private bool Take(string token)
    {
        if (Next != token)
        {
            return false;
        }
        _at++;
        return true;
    }

    private void Expect(string token)
    {
        if (!Take(token))
        {
            throw Unexpected();
        }
    }

    private ExpressionException Unexpected() => new($"\"{text}\": {(Next is null ? "it ends too early" : $"\"{Next}\" is not supported here")}");

    private sealed class Missing
    {
        public static readonly Missing Value = new();
    }
}
