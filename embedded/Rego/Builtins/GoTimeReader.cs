using System.Globalization;
using System.Numerics;

namespace OpenClaw.Rego.Builtins;

/// <summary>Reads one text by one layout.</summary>
internal sealed class GoTimeReader(string layout, string text, string[] months, string[] days)
{
    private const long PerSecond = 1_000_000_000;

    private int _position;
    private int _year;
    private int _month = 1;
    private int _day = 1;
    private int _hour;
    private int _minute;
    private int _second;
    private int _nanosecond;
    private int _offset;
    private int? _dayOfYear;
    private bool? _afternoon;

    public bool TryRead(out BigInteger nanoseconds, out string error)
    {
        nanoseconds = default;
        error = "";
        for (var i = 0; i < layout.Length;)
        {
            var element = GoTime.ElementAt(layout, i);
            var literal = element ?? layout[i].ToString();
            if (element is null ? !Take(layout[i]) : !Read(element))
            {
                error = $"parsing time \"{text}\" as \"{layout}\": cannot parse \"{text[Math.Min(_position, text.Length)..]}\" as \"{literal}\"";
                return false;
            }

            i += literal.Length;
            ReadUnannouncedFraction(element, i);
        }

        if (_position < text.Length)
        {
            error = $"parsing time \"{text}\": extra text: \"{text[_position..]}\"";
            return false;
        }

        return Finish(out nanoseconds, out error);
    }

    private bool Finish(out BigInteger nanoseconds, out string error)
    {
        nanoseconds = default;
        error = "";
        _hour = _afternoon switch
        {
            true when _hour < 12 => _hour + 12,
            false when _hour == 12 => 0,
            _ => _hour,
        };
        var bad = _month is < 1 or > 12 ? "month" : _day < 1 || _day > MonthDays() ? "day" : _hour > 23 ? "hour" : _minute > 59 ? "minute" : _second > 59 ? "second" : null;
        if (bad is not null)
        {
            error = $"parsing time \"{text}\": {bad} out of range";
            return false;
        }

        var dayNumber = _dayOfYear is { } ordinal ? GoTime.Days(_year, 1, ordinal) : GoTime.Days(_year, _month, _day);
        var seconds = (dayNumber * 86_400) + (_hour * 3600) + (_minute * 60) + _second - _offset;
        nanoseconds = (new BigInteger(seconds) * PerSecond) + _nanosecond;
        return true;
    }

    private int MonthDays() => _month == 2
        ? (_year % 4 == 0 && (_year % 100 != 0 || _year % 400 == 0) ? 29 : 28)
        : _month is 4 or 6 or 9 or 11 ? 30 : 31;

    private bool Take(char expected)
    {
        if (_position >= text.Length || text[_position] != expected)
        {
            return false;
        }

        _position++;
        return true;
    }

    /// <summary>Seconds may carry a fraction that the layout does not mention.</summary>
    private void ReadUnannouncedFraction(string? element, int next)
    {
        if (element is "05" or "5" && _position + 1 < text.Length && text[_position] is '.' or ',' && char.IsAsciiDigit(text[_position + 1])
            && (next >= layout.Length || GoTime.ElementAt(layout, next)?[0] is not ('.' or ',')))
        {
            _position++;
            ReadFraction();
        }
    }

    private void ReadFraction()
    {
        var start = _position;
        while (_position < text.Length && char.IsAsciiDigit(text[_position]))
        {
            _position++;
        }

        var digits = text[start.._position].PadRight(9, '0')[..9];
        _nanosecond = int.Parse(digits, CultureInfo.InvariantCulture);
    }

    private bool Read(string element)
    {
        switch (element)
        {
            case "2006": return Digits(4, 4, out _year);
            case "06":
                var found = Digits(2, 2, out var year);
                _year = year >= 69 ? 1900 + year : 2000 + year;
                return found;
            case "01": return Digits(2, 2, out _month);
            case "1": return Digits(1, 2, out _month);
            case "02": return Digits(2, 2, out _day);
            case "2": return Digits(1, 2, out _day);
            case "_2":
                _position += _position < text.Length && text[_position] == ' ' ? 1 : 0;
                return Digits(1, 2, out _day);
            case "002" or "__2":
                var ordinal = Digits(3, 3, out var number);
                _dayOfYear = number;
                return ordinal;
            case "15" or "03": return Digits(2, 2, out _hour);
            case "3": return Digits(1, 2, out _hour);
            case "04": return Digits(2, 2, out _minute);
            case "4": return Digits(1, 2, out _minute);
            case "05": return Digits(2, 2, out _second);
            case "5": return Digits(1, 2, out _second);
            case "Jan": return Name(Array.ConvertAll(months, name => name[..3]), out _month);
            case "January": return Name(months, out _month);
            case "Mon": return Name(Array.ConvertAll(days, name => name[..3]), out _);
            case "Monday": return Name(days, out _);
            case "PM" or "pm": return Half();
            case "MST": return Abbreviation();
            default:
                return element[0] is '.' or ',' ? Fraction(element) : Offset(element);
        }
    }

    private bool Digits(int minimum, int maximum, out int value)
    {
        var start = _position;
        while (_position < text.Length && _position - start < maximum && char.IsAsciiDigit(text[_position]))
        {
            _position++;
        }

        value = 0;
        if (_position - start < minimum)
        {
            _position = start;
            return false;
        }

        value = int.Parse(text.AsSpan(start, _position - start), CultureInfo.InvariantCulture);
        return true;
    }

    private bool Name(string[] names, out int number)
    {
        var index = Array.FindIndex(names, name => string.Compare(text, _position, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0);
        number = index + 1;
        _position += index < 0 ? 0 : names[index].Length;
        return index >= 0;
    }

    private bool Half()
    {
        var word = _position + 2 <= text.Length ? text.Substring(_position, 2).ToUpperInvariant() : "";
        _afternoon = word == "PM";
        _position += word is "AM" or "PM" ? 2 : 0;
        return word is "AM" or "PM";
    }

    private bool Abbreviation()
    {
        var start = _position;
        while (_position < text.Length && char.IsAsciiLetterUpper(text[_position]))
        {
            _position++;
        }

        return _position - start >= 3;
    }

    private bool Fraction(string element)
    {
        if (_position >= text.Length || text[_position] is not ('.' or ','))
        {
            return element[1] == '9';
        }

        _position++;
        var start = _position;
        ReadFraction();
        return element[1] == '9' || _position - start == element.Length - 1;
    }

    private bool Offset(string element)
    {
        if (element[0] == 'Z' && _position < text.Length && text[_position] == 'Z')
        {
            _position++;
            return true;
        }

        if (_position >= text.Length || text[_position] is not ('+' or '-'))
        {
            return false;
        }

        var sign = text[_position++] == '-' ? -1 : 1;
        var hasColon = element.Contains(':', StringComparison.Ordinal);
        var digits = element.Count(char.IsAsciiDigit);
        if (!Digits(2, 2, out var hours))
        {
            return false;
        }

        var minutes = 0;
        if (digits > 2 && ((hasColon && !Take(':')) || !Digits(2, 2, out minutes)))
        {
            return false;
        }

        _offset = sign * ((hours * 3600) + (minutes * 60));
        return hours <= 24 && minutes < 60;
    }
}
