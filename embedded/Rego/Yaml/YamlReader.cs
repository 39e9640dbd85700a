using System.Diagnostics.CodeAnalysis;
using System.Text;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Yaml;

/// <summary>
/// YAML as far as it is JSON in other clothes: block and flow collections, plain and quoted scalars, literal and folded
/// blocks, comments, anchors, merge keys, tags. One document.
/// </summary>
internal sealed class YamlReader
{
    private readonly string[] _lines;
    private readonly Dictionary<string, RegoValue> _anchors = [];
    private int _row;

    private YamlReader(string text) => _lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');

    public static bool TryRead(string text, [NotNullWhen(true)] out RegoValue? value, out string error)
    {
        var reader = new YamlReader(text);
        try
        {
            value = reader.Document();
            YamlSize.Check(value);
            error = "";
            return true;
        }
        catch (YamlException failure)
        {
            value = null;
            error = $"yaml: line {reader._row + 1}: {failure.Message}";
            return false;
        }
    }

    private RegoValue Document()
    {
        Skip();
        if (_row < _lines.Length && _lines[_row].StartsWith("---", StringComparison.Ordinal))
        {
            var rest = _lines[_row][3..].Trim();
            if (rest.Length > 0 && !rest.StartsWith('#'))
            {
                return Value(rest, -1);
            }

            _row++;
            Skip();
        }

        if (_row >= _lines.Length)
        {
            return NullValue.Instance;
        }

        var value = Block(Indent(_lines[_row]));
        Skip();
        if (_row < _lines.Length && _lines[_row].TrimEnd() is not ("..." or "---"))
        {
            throw new YamlException("did not find expected <document start>");
        }

        return value;
    }

    /// <summary>Passes blank lines and comments.</summary>
    private void Skip()
    {
        while (_row < _lines.Length && (_lines[_row].Trim().Length == 0 || _lines[_row].TrimStart().StartsWith('#')))
        {
            _row++;
        }
    }

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    private RegoValue Block(int indent)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var line = _lines[_row][indent..];
        if (line.StartsWith("- ", StringComparison.Ordinal) || line == "-")
        {
            return Sequence(indent);
        }

        return KeyEnd(line) >= 0 ? Mapping(indent) : Value(line.Trim(), indent - 1);
    }

    private ArrayValue Sequence(int indent)
    {
        var items = new List<RegoValue>();
        while (_row < _lines.Length && Indent(_lines[_row]) == indent && _lines[_row][indent..] is var line && (line == "-" || line.StartsWith("- ", StringComparison.Ordinal)))
        {
            var rest = line[1..];
            var offset = rest.Length - rest.TrimStart(' ').Length + 1;
            if (rest.Trim().Length == 0 || rest.TrimStart().StartsWith('#'))
            {
                items.Add(Nested(indent, false));
            }
            else
            {
                // The rest of the line is a block of its own that starts further right.
                _lines[_row] = new string(' ', indent + offset) + rest.TrimStart();
                items.Add(Block(indent + offset));
            }

            Skip();
        }

        return new ArrayValue([.. items]);
    }

    private RegoValue Nested(int indent, bool sequenceMayAlign)
    {
        _row++;
        Skip();
        if (_row >= _lines.Length)
        {
            return NullValue.Instance;
        }

        var next = Indent(_lines[_row]);
        var aligned = sequenceMayAlign && next == indent && (_lines[_row][indent..].StartsWith("- ", StringComparison.Ordinal) || _lines[_row][indent..] == "-");
        return next > indent || aligned ? Block(next) : NullValue.Instance;
    }

    private ObjectValue Mapping(int indent)
    {
        var pairs = new Dictionary<RegoValue, RegoValue>();
        while (_row < _lines.Length && Indent(_lines[_row]) == indent)
        {
            var line = _lines[_row][indent..];
            var end = KeyEnd(line);
            if (end < 0)
            {
                throw new YamlException("could not find expected ':'");
            }

            var key = new StringValue(KeyText(line[..end].Trim()));
            var rest = line[(end + 1)..].Trim();
            var value = rest.Length == 0 || rest.StartsWith('#') ? Nested(indent, true) : Value(rest, indent);
            if (key.Value == "<<")
            {
                YamlTags.Merge(pairs, value);
            }
            else
            {
                pairs[key] = value;
            }

            Skip();
        }

        if (_row < _lines.Length && Indent(_lines[_row]) > indent)
        {
            throw new YamlException("did not find expected key");
        }

        return ObjectValue.From(pairs);
    }

    private RegoValue Value(string rest, int indent)
    {
        if (rest[0] == '&')
        {
            var space = rest.IndexOf(' ', StringComparison.Ordinal);
            var name = space < 0 ? rest[1..] : rest[1..space];
            var value = space < 0 ? Nested(indent, true) : Value(rest[space..].Trim(), indent);
            _anchors[name] = value;
            return value;
        }

        if (rest[0] == '!')
        {
            var space = rest.IndexOf(' ', StringComparison.Ordinal);
            var tag = space < 0 ? rest : rest[..space];
            var text = space < 0 ? "" : rest[space..].Trim();
            if (text.StartsWith('&'))
            {
                // An anchor may stand before the tag or behind it.
                var gap = text.IndexOf(' ', StringComparison.Ordinal);
                return gap < 0 ? Value(text + " " + tag, indent) : Value($"{text[..gap]} {tag}{text[gap..]}", indent);
            }

            // The text itself decides what a tagged plain scalar becomes, not the type it would have without the tag.
            return text.Length > 0 && text[0] is not ('|' or '>' or '[' or '{' or '"' or '\'' or '*' or '&' or '!')
                ? YamlTags.Apply(tag, new StringValue(Plain(text)))
                : YamlTags.Apply(tag, text.Length == 0 ? Nested(indent, true) : Value(text, indent));
        }

        return rest[0] is '|' or '>' ? Literal(rest, indent) : Inline(rest);
    }

    private static string KeyText(string key) => key.Length > 1 && key[0] is '"' or '\''
        ? new YamlFlow(key, 0, []).Quoted()
        : key;

    /// <summary>The colon behind a key at the start of a line, or -1.</summary>
    private static int KeyEnd(string line)
    {
        if (line.Length == 0 || line[0] is '[' or '{' or '|' or '>' or '#')
        {
            return -1;
        }

        var start = 0;
        if (line[0] is '"' or '\'')
        {
            start = line.IndexOf(line[0], 1) + 1;
            if (start == 0)
            {
                return -1;
            }
        }

        for (var i = start; i < line.Length; i++)
        {
            if (line[i] == ':' && (i + 1 == line.Length || line[i + 1] is ' ' or '\t'))
            {
                return i;
            }

            if (line[i] == '#' && i > 0 && line[i - 1] == ' ')
            {
                return -1;
            }
        }

        return -1;
    }

    private StringValue Literal(string header, int indent)
    {
        _row++;
        var lines = new List<string>();
        var inner = -1;
        while (_row < _lines.Length && (_lines[_row].Trim().Length == 0 || Indent(_lines[_row]) > indent))
        {
            if (inner < 0 && _lines[_row].Trim().Length > 0)
            {
                inner = Indent(_lines[_row]);
            }

            lines.Add(_lines[_row].Length > inner && inner >= 0 ? _lines[_row][inner..] : "");
            _row++;
        }

        while (lines.Count > 0 && lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        var text = string.Join(header[0] == '|' ? '\n' : ' ', lines);
        return new StringValue(header.Contains('-', StringComparison.Ordinal) || lines.Count == 0 ? text : text + "\n");
    }

    /// <summary>A flow value or scalar that starts on this line and may go on over the next.</summary>
    private RegoValue Inline(string text)
    {
        if (text[0] == '*')
        {
            _row++;
            return _anchors.GetValueOrDefault(text[1..].Trim()) ?? throw new YamlException($"unknown anchor '{text[1..]}' referenced");
        }

        if (text[0] is '[' or '{' or '"' or '\'')
        {
            return Flow(text);
        }

        if (text[0] is '%' or '@' or '`')
        {
            throw new YamlException("found character that cannot start any token");
        }

        return YamlScalar.Plain(Plain(text));
    }

    /// <summary>A plain scalar, which may go on over the next lines.</summary>
    private string Plain(string text)
    {
        var indent = Indent(_lines[_row]);
        var plain = new StringBuilder(YamlScalar.StripComment(text));
        _row++;
        while (_row < _lines.Length && _lines[_row].Trim().Length > 0 && Indent(_lines[_row]) > indent && KeyEnd(_lines[_row].Trim()) < 0)
        {
            plain.Append(' ').Append(YamlScalar.StripComment(_lines[_row++].Trim()));
        }

        return plain.ToString();
    }

    private RegoValue Flow(string text)
    {
        var start = _row++;
        while (!YamlFlow.IsComplete(text))
        {
            if (_row >= _lines.Length)
            {
                _row = start;
                throw new YamlException(text[0] == '[' ? "did not find expected ',' or ']'" : text[0] == '{' ? "did not find expected ',' or '}'" : "found unexpected end of stream");
            }

            text += "\n" + _lines[_row++];
        }

        var flow = new YamlFlow(text, 0, _anchors);
        var value = flow.Value();
        flow.ExpectEnd();
        return value;
    }
}

/// <summary>Leaves the reader at the first error; never crosses it.</summary>
internal sealed class YamlException(string message) : Exception(message);
