using System.Globalization;
using System.Numerics;
using System.Text;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary>Go's fmt.Sprintf for the values that Rego hands to it: strings, integers, floats, booleans; the rest as Rego text.</summary>
internal sealed class GoFormat
{
    private readonly string _format;
    private readonly RegoValue[] _arguments;
    private readonly StringBuilder _text = new();
    private int _position;
    private int _next;
    private bool _reordered;

    private GoFormat(string format, RegoValue[] arguments)
    {
        _format = format;
        _arguments = arguments;
    }

    public static string Format(string format, RegoValue[] arguments) => new GoFormat(format, arguments).Run();

    private sealed class Spec
    {
        public bool Minus { get; set; }

        public bool Plus { get; set; }

        public bool Sharp { get; set; }

        public bool Space { get; set; }

        public bool Zero { get; set; }

        public int? Width { get; set; }

        public int? Precision { get; set; }

        public bool BadIndex { get; set; }
    }

    private string Run()
    {
        while (_position < _format.Length)
        {
            var percent = _format.IndexOf('%', _position);
            if (percent < 0)
            {
                _text.Append(_format, _position, _format.Length - _position);
                break;
            }

            _text.Append(_format, _position, percent - _position);
            _position = percent + 1;
            Verb();
        }

        Extra();
        return _text.ToString();
    }

    private void Extra()
    {
        if (_reordered || _next >= _arguments.Length)
        {
            return;
        }

        _text.Append("%!(EXTRA ");
        _text.AppendJoin(", ", _arguments.Skip(_next).Select(value => $"{GoType(value)}={Plain(value)}"));
        _text.Append(')');
    }

    private void Verb()
    {
        var spec = Flags();
        Index(spec);
        spec.Width = Size();
        if (spec.Width < 0)
        {
            (spec.Minus, spec.Width) = (true, -spec.Width);
        }

        if (_position < _format.Length && _format[_position] == '.')
        {
            _position++;
            Index(spec);
            spec.Precision = Size() ?? 0;
        }

        Index(spec);
        if (_position >= _format.Length)
        {
            _text.Append("%!(NOVERB)");
            return;
        }

        Rune.DecodeFromUtf16(_format.AsSpan(_position), out var verb, out var length);
        _position += length;
        if (verb.Value == '%')
        {
            _text.Append('%');
        }
        else if (spec.BadIndex)
        {
            _text.Append(CultureInfo.InvariantCulture, $"%!{verb}(BADINDEX)");
        }
        else if (_next >= _arguments.Length)
        {
            _text.Append(CultureInfo.InvariantCulture, $"%!{verb}(MISSING)");
        }
        else
        {
            Value(spec, (char)verb.Value, _arguments[_next++]);
        }
    }

    private Spec Flags()
    {
        var spec = new Spec();
        for (; _position < _format.Length; _position++)
        {
            switch (_format[_position])
            {
                case '-': spec.Minus = true; break;
                case '+': spec.Plus = true; break;
                case '#': spec.Sharp = true; break;
                case ' ': spec.Space = true; break;
                case '0': spec.Zero = true; break;
                default: return spec;
            }
        }

        return spec;
    }

    private void Index(Spec spec)
    {
        if (_position >= _format.Length || _format[_position] != '[')
        {
            return;
        }

        _reordered = true;
        var close = _format.IndexOf(']', _position);
        if (close > 0 && int.TryParse(_format.AsSpan(_position + 1, close - _position - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index >= 1 && index <= _arguments.Length)
        {
            _next = index - 1;
        }
        else
        {
            spec.BadIndex = true;
        }

        _position = close < 0 ? _format.Length : close + 1;
    }

    private int? Size()
    {
        if (_position < _format.Length && _format[_position] == '*')
        {
            _position++;
            return _next < _arguments.Length && _arguments[_next++] is NumberValue { IsLong: true } star ? (int)star.Long : null;
        }

        var start = _position;
        while (_position < _format.Length && char.IsAsciiDigit(_format[_position]))
        {
            _position++;
        }

        return start == _position ? null : Math.Min(int.Parse(_format.AsSpan(start, _position - start), CultureInfo.InvariantCulture), 1_000_000);
    }

    private void Value(Spec spec, char verb, RegoValue value)
    {
        var text = value is NumberValue number && !IsTooBig(number)
            ? verb == 'T' ? GoType(value) : Number(spec, verb, number)
            : Text(spec, verb, Plain(value));
        if (text is null)
        {
            _text.Append(CultureInfo.InvariantCulture, $"%!{verb}({GoType(value)}={Plain(value)})");
            return;
        }

        Pad(spec, text, value is NumberValue && verb is not ('c' or 'q' or 'U'));
    }

    /// <summary>Everything but numbers goes to the verb as text.</summary>
    private static string? Text(Spec spec, char verb, string text) => verb switch
    {
        'T' => "string",
        'v' when spec.Sharp => Quote(text),
        'v' or 's' => Cut(text, spec),
        'q' => Quote(Cut(text, spec)),
        'x' => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Cut(text, spec))),
        'X' => Convert.ToHexString(Encoding.UTF8.GetBytes(Cut(text, spec))),
        _ => null,
    };

    /// <summary>A fraction beyond the range of doubles stays the text it is.</summary>
    private static bool IsTooBig(NumberValue number) => !number.IsPlainInteger && double.IsInfinity(number.ToDouble());

    private void Pad(Spec spec, string text, bool isNumber)
    {
        var missing = (spec.Width ?? 0) - text.EnumerateRunes().Count();
        if (missing <= 0)
        {
            _text.Append(text);
        }
        else if (spec.Minus)
        {
            _text.Append(text).Append(' ', missing);
        }
        else if (spec.Zero)
        {
            var sign = isNumber && text.Length > 0 && text[0] is '-' or '+' or ' ' ? 1 : 0;
            _text.Append(text, 0, sign).Append('0', missing).Append(text, sign, text.Length - sign);
        }
        else
        {
            _text.Append(' ', missing).Append(text);
        }
    }

    private static string Cut(string text, Spec spec) =>
        spec.Precision is { } precision ? string.Concat(text.EnumerateRunes().Take(precision)) : text;

    private static string Quote(string text)
    {
        var quoted = new StringBuilder();
        JsonText.WriteString(quoted, text, html: false);
        return quoted.ToString();
    }

    private static string GoType(RegoValue value) => value switch
    {
        NumberValue { IsPlainInteger: true, IsLong: true } => "int",
        NumberValue { IsPlainInteger: true } => "*big.Int",
        NumberValue number when !IsTooBig(number) => "float64",
        _ => "string",
    };

    private static string Plain(RegoValue value) => value is StringValue text ? text.Value : value.ToString();

    private static string? Number(Spec spec, char verb, NumberValue number)
    {
        if (!number.IsPlainInteger)
        {
            return GoFloat.Format(number.ToDouble(), verb, spec.Precision, spec.Plus, spec.Space);
        }

        var value = number.ToBigInteger();
        var magnitude = verb switch
        {
            'd' or 'v' => BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture),
            's' when !number.IsLong => BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture),
            'b' => NumberFunctions.Digits(BigInteger.Abs(value), 2),
            'o' => (spec.Sharp ? "0" : "") + NumberFunctions.Digits(BigInteger.Abs(value), 8),
            'O' => "0o" + NumberFunctions.Digits(BigInteger.Abs(value), 8),
            'x' => (spec.Sharp ? "0x" : "") + NumberFunctions.Digits(BigInteger.Abs(value), 16),
            'X' => (spec.Sharp ? "0X" : "") + NumberFunctions.Digits(BigInteger.Abs(value), 16).ToUpperInvariant(),
            _ => null,
        };
        if (magnitude is null)
        {
            return Character(verb, value);
        }

        if (spec.Precision is { } precision)
        {
            magnitude = magnitude.PadLeft(precision, '0');
        }

        return (value.Sign < 0 ? "-" : spec.Plus ? "+" : spec.Space ? " " : "") + magnitude;
    }

    private static string? Character(char verb, BigInteger value)
    {
        var rune = value >= 0 && value <= 0x10FFFF && Rune.IsValid((int)value) ? new Rune((int)value) : Rune.ReplacementChar;
        return verb switch
        {
            'c' => rune.ToString(),
            'q' => $"'{rune}'",
            'U' => "U+" + NumberFunctions.Digits(value, 16).ToUpperInvariant().PadLeft(4, '0'),
            _ => null,
        };
    }
}
