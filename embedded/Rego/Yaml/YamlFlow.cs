using System.Globalization;
using System.Text;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Yaml;

/// <summary>Reads flow collections and quoted scalars.</summary>
internal sealed class YamlFlow(string text, int position, Dictionary<string, RegoValue> anchors)
{
    private int _position = position;

    /// <summary>Whether brackets and quotes are closed, so that no further line belongs to the value.</summary>
    public static bool IsComplete(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '[' or '{':
                    depth++;
                    break;
                case ']' or '}':
                    depth--;
                    break;
                case '"' or '\'':
                    var close = Close(text, i);
                    if (close < 0)
                    {
                        return false;
                    }

                    i = close;
                    break;
                default:
                    break;
            }
        }

        return depth <= 0;
    }

    public RegoValue Value()
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        Skip();
        switch (Current)
        {
            case '[':
                return Sequence();
            case '{':
                return Mapping();
            case '"' or '\'':
                return new StringValue(Quoted());
            case '*':
                _position++;
                return anchors.GetValueOrDefault(Word()) ?? throw new YamlException("unknown anchor referenced");
            case '&':
                _position++;
                var name = Name();
                return anchors[name] = Value();
            case '!':
                return Tagged();
            default:
                return YamlScalar.Plain(Word());
        }
    }

    private RegoValue Tagged()
    {
        var tag = Name();
        Skip();
        return YamlTags.Apply(tag, Current is '[' or '{' or '"' or '\'' or '*' ? Value() : new StringValue(Word()));
    }

    /// <summary>A tag or the name of an anchor.</summary>
    private string Name()
    {
        var start = _position;
        while (_position < text.Length && !char.IsWhiteSpace(text[_position]) && text[_position] is not (',' or ']' or '}'))
        {
            _position++;
        }

        return text[start.._position];
    }

    public void ExpectEnd()
    {
        Skip();
        if (_position < text.Length && text[_position] != '#')
        {
            throw new YamlException("did not find expected key");
        }
    }

    public string Quoted()
    {
        var quote = text[_position];
        var close = Close(text, _position);
        if (close < 0)
        {
            throw new YamlException("found unexpected end of stream");
        }

        var inner = text[(_position + 1)..close];
        _position = close + 1;
        return quote == '\'' ? Fold(inner.Replace("''", "'", StringComparison.Ordinal)) : Unescape(Fold(inner));
    }

    private char Current => _position < text.Length ? text[_position] : '\0';

    private static int Close(string text, int open)
    {
        for (var i = open + 1; i < text.Length; i++)
        {
            if (text[open] == '"' && text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == text[open])
            {
                if (text[open] == '\'' && i + 1 < text.Length && text[i + 1] == '\'')
                {
                    i++;
                    continue;
                }

                return i;
            }
        }

        return -1;
    }

    private static string Fold(string inner) =>
        inner.Contains('\n', StringComparison.Ordinal) ? string.Join(' ', inner.Split('\n').Select((line, i) => i == 0 ? line.TrimEnd() : line.Trim())) : inner;

    private static string Unescape(string inner)
    {
        var result = new StringBuilder();
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] != '\\' || i + 1 == inner.Length)
            {
                result.Append(inner[i]);
                continue;
            }

            var c = inner[++i];
            var length = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            if (length > 0)
            {
                if (i + length >= inner.Length || !int.TryParse(inner.AsSpan(i + 1, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                {
                    throw new YamlException("did not find expected hexdecimal number");
                }

                result.Append(length == 8 ? char.ConvertFromUtf32(code) : ((char)code).ToString());
                i += length;
                continue;
            }

            result.Append(c switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\b',
                'f' => '\f',
                '0' => '\0',
                'e' => '\u001b',
                'a' => '\a',
                'v' => '\v',
                '"' or '\\' or '/' or ' ' or '\'' => c,
                _ => throw new YamlException("found unknown escape character"),
            });
        }

        return result.ToString();
    }

    private ArrayValue Sequence()
    {
        var items = new List<RegoValue>();
        _position++;
        while (true)
        {
            Skip();
            if (Current == ']')
            {
                _position++;
                return new ArrayValue([.. items]);
            }

            items.Add(Value());
            Separator(']');
        }
    }

    private ObjectValue Mapping()
    {
        var pairs = new Dictionary<RegoValue, RegoValue>();
        _position++;
        while (true)
        {
            Skip();
            if (Current == '}')
            {
                _position++;
                return ObjectValue.From(pairs);
            }

            var key = Value();
            Skip();
            RegoValue value = NullValue.Instance;
            if (Current == ':')
            {
                _position++;
                value = Value();
            }

            if (key is StringValue { Value: "<<" })
            {
                YamlTags.Merge(pairs, value);
            }
            else
            {
                pairs[key is StringValue ? key : new StringValue(key.ToString())] = value;
            }

            Separator('}');
        }
    }

    private void Separator(char close)
    {
        Skip();
        if (Current == ',')
        {
            _position++;
        }
        else if (Current != close)
        {
            throw new YamlException($"did not find expected ',' or '{close}'");
        }
    }

    private string Word()
    {
        var start = _position;
        while (_position < text.Length && text[_position] is not (',' or ']' or '}' or '[' or '{' or '\n')
            && !(text[_position] == ':' && (_position + 1 == text.Length || text[_position + 1] is ' ' or ',' or '}' or ']'))
            && !(text[_position] == '#' && _position > 0 && text[_position - 1] == ' '))
        {
            _position++;
        }

        return text[start.._position].Trim();
    }

    private void Skip()
    {
        while (_position < text.Length)
        {
            if (char.IsWhiteSpace(text[_position]))
            {
                _position++;
            }
            else if (text[_position] == '#' && _position > 0 && char.IsWhiteSpace(text[_position - 1]))
            {
                var end = text.IndexOf('\n', _position);
                _position = end < 0 ? text.Length : end;
            }
            else
            {
                return;
            }
        }
    }
}
