using System.Text;
using System.Text.RegularExpressions;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary>The part of Go's text/template that policies use: fields, variables, if, with, range, else, and a few functions.</summary>
internal sealed partial class GoTemplate(CallContext call)
{
    /// <summary>On the linear engine: openings without an end must not be tried against one another.</summary>
    private static readonly Regex Action = new(@"\{\{(-\s)?\s*(.*?)\s*(\s-)?\}\}", RegexOptions.Singleline | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private readonly List<(bool IsAction, string Text)> _parts = [];
    private readonly StringBuilder _output = new();
    private readonly Dictionary<string, RegoValue?> _variables = [];
    private int _next;
    private string? _error;

    public static RegoValue? Render(CallContext call, string template, ObjectValue values)
    {
        var renderer = new GoTemplate(call);
        renderer.Cut(template);
        renderer._variables["$"] = values;
        renderer.Block(values, run: true);
        return renderer._error is { } error ? call.Fail(error) : Operands.Value(renderer._output.ToString());
    }

    private void Cut(string template)
    {
        var position = 0;
        foreach (Match match in Action.Matches(template))
        {
            var text = template[position..match.Index];
            text = _parts.Count > 0 && _parts[^1].Text.EndsWith('\u0001') ? text.TrimStart() : text;
            text = match.Groups[1].Success ? text.TrimEnd() : text;
            _parts.Add((false, text));
            _parts.Add((true, match.Groups[2].Value.Trim() + (match.Groups[3].Success ? "\u0001" : "")));
            position = match.Index + match.Length;
        }

        var rest = template[position..];
        _parts.Add((false, _parts.Count > 0 && _parts[^1].Text.EndsWith('\u0001') ? rest.TrimStart() : rest));
    }

    /// <summary>Renders up to the end or else of the block; answers which.</summary>
    private string Block(RegoValue? dot, bool run)
    {
        while (_next < _parts.Count && _error is null)
        {
            call.Check();
            var (isAction, text) = _parts[_next++];
            text = text.TrimEnd('\u0001');
            if (!isAction)
            {
                call.Evaluation.Charge(text.Length / 8);
                _output.Append(run ? text : "");
                continue;
            }

            var word = text.Split(' ', 2)[0];
            switch (word)
            {
                case "end":
                    return "end";
                case "else":
                    return text;
                case "if" or "with":
                    Condition(text, dot, run, word == "with");
                    break;
                case "range":
                    Range(text[5..].Trim(), dot, run);
                    break;
                default:
                    Simple(text, dot, run);
                    break;
            }
        }

        return "end";
    }

    private void Simple(string text, RegoValue? dot, bool run)
    {
        if (!run || text.StartsWith("/*", StringComparison.Ordinal))
        {
            return;
        }

        var declaration = Declaration().Match(text);
        if (declaration.Success)
        {
            _variables[declaration.Groups[1].Value] = Value(declaration.Groups[2].Value, dot);
            return;
        }

        _output.Append(Value(text, dot) switch
        {
            null => "<undefined>",
            StringValue value => value.Value,
            var value => value.ToString(),
        });
    }

    private void Condition(string text, RegoValue? dot, bool run, bool rebinds)
    {
        var value = run ? Value(text[text.IndexOf(' ', StringComparison.Ordinal)..].Trim(), dot) : null;
        var holds = run && Truth(value);
        var end = Block(rebinds && holds ? value : dot, run && holds);
        var done = holds;
        while (end.StartsWith("else", StringComparison.Ordinal) && _error is null)
        {
            var rest = end[4..].Trim();
            var branch = run && !done && (rest.Length == 0 || Truth(Value(rest[2..].Trim(), dot)));
            done |= branch;
            end = Block(dot, branch);
        }
    }

    private void Range(string text, RegoValue? dot, bool run)
    {
        var declaration = RangeDeclaration().Match(text);
        var names = declaration.Success ? declaration.Groups[1].Value.Split(',').Select(name => name.Trim()).ToArray() : [];
        var source = run ? Value(declaration.Success ? declaration.Groups[2].Value : text, dot) : null;
        var pairs = Pairs(source);
        var start = _next;
        var end = "end";
        foreach (var (key, value) in pairs)
        {
            _next = start;
            if (names.Length > 0)
            {
                _variables[names[^1]] = value;
                _variables[names[0]] = names.Length > 1 ? key : value;
            }

            end = Block(value, run);
        }

        if (pairs.Count == 0)
        {
            end = Block(dot, false);
        }

        if (end == "else")
        {
            Block(dot, run && pairs.Count == 0);
        }
    }

    private static List<(RegoValue Key, RegoValue Value)> Pairs(RegoValue? source) => source switch
    {
        ArrayValue array => [.. array.Items.Select((item, i) => ((RegoValue)NumberValue.Of(i), item))],
        SetValue set => [.. set.Items.Select((item, i) => ((RegoValue)NumberValue.Of(i), item))],
        ObjectValue obj => [.. obj.Keys.Zip(obj.Values)],
        _ => [],
    };

    private static bool Truth(RegoValue? value) => value switch
    {
        null or NullValue => false,
        BooleanValue boolean => boolean.Value,
        NumberValue number => number.Sign != 0,
        StringValue text => text.Value.Length > 0,
        _ => value.Count > 0,
    };

    private RegoValue? Value(string text, RegoValue? dot)
    {
        text = text.Trim();
        var words = Words().Matches(text).Select(match => match.Value).ToArray();
        if (words.Length > 1)
        {
            return Call(words[0], [.. words.Skip(1).Select(word => Value(word, dot))]);
        }

        if (text.StartsWith('(') && text.EndsWith(')'))
        {
            return Value(text[1..^1], dot);
        }

        if (text.StartsWith('"') || text.StartsWith('`'))
        {
            return Operands.Value(text[1..^1]);
        }

        if (text is "true" or "false")
        {
            return Operands.Value(text == "true");
        }

        if (NumberText.Read(text) is { } number)
        {
            return number;
        }

        return Field(text, dot);
    }

    private RegoValue? Field(string text, RegoValue? dot)
    {
        var path = text.Split('.');
        RegoValue? value = dot;
        if (text.StartsWith('$'))
        {
            value = _variables.GetValueOrDefault(path[0]);
        }
        else if (!text.StartsWith('.'))
        {
            _error = $"template: function \"{text}\" not defined";
            return null;
        }

        foreach (var step in path.Skip(1).Where(step => step.Length > 0))
        {
            value = value?.Get(new StringValue(step));
        }

        return value;
    }

    private RegoValue? Call(string name, RegoValue?[] arguments)
    {
        switch (name)
        {
            case "eq":
                return Operands.Value(arguments.Skip(1).Any(other => Equals(arguments[0], other)));
            case "ne":
                return Operands.Value(!Equals(arguments[0], arguments[1]));
            case "lt" or "le" or "gt" or "ge" when arguments[0] is not null:
                var order = arguments[0]!.CompareTo(arguments[1]);
                return Operands.Value(name switch { "lt" => order < 0, "le" => order <= 0, "gt" => order > 0, _ => order >= 0 });
            case "not":
                return Operands.Value(!Truth(arguments[0]));
            case "and":
                return Array.Find(arguments, argument => !Truth(argument)) ?? arguments[^1];
            case "or":
                return Array.Find(arguments, Truth) ?? arguments[^1];
            case "len":
                return NumberValue.Of(arguments[0] is StringValue text ? Encoding.UTF8.GetByteCount(text.Value) : arguments[0]?.Count ?? 0);
            case "index":
                return arguments.Skip(1).Aggregate(arguments[0], (value, key) => key is null ? null : value?.Get(key));
            case "print" or "println":
                return Operands.Value(string.Concat(arguments.Select(value => value is StringValue s ? s.Value : value?.ToString())));
            case "printf" when arguments[0] is StringValue format:
                return Operands.Value(GoFormat.Format(format.Value, [.. arguments.Skip(1).Select(value => value ?? NullValue.Instance)]));
            default:
                _error = $"template: function \"{name}\" not defined";
                return null;
        }
    }


    [GeneratedRegex(@"^(\$\w*)\s*:?=\s*(.*)$")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^(\$\w+(?:\s*,\s*\$\w+)?)\s*:=\s*(.*)$")]
    private static partial Regex RangeDeclaration();

    [GeneratedRegex("""
        "[^"]*"|`[^`]*`|\([^()]*\)|\S+
        """)]
    private static partial Regex Words();
}
