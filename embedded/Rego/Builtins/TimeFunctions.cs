using System.Numerics;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class TimeFunctions
{
    private const long Second = 1_000_000_000;
    private static readonly BigInteger Min = long.MinValue;
    private static readonly BigInteger Max = long.MaxValue;

    public static IEnumerable<Builtin> All() =>
    [
        new("time.now_ns", 0, (c, _) => NumberValue.Of(c.NowNanoseconds)) { IsClock = true },
        new("time.parse_ns", 2, (c, a) => c.Text(a, 0, out var layout) && c.Text(a, 1, out var text) ? Parse(c, layout, text) : null),
        new("time.parse_rfc3339_ns", 1, (c, a) => c.Text(a, 0, out var text) ? Parse(c, "RFC3339", text) : null),
        new("time.parse_duration_ns", 1, (c, a) => c.Text(a, 0, out var text) ? (GoDuration.TryParse(text) is { } value ? NumberValue.Of(value) : c.Fail($"time: invalid duration \"{text}\"")) : null),
        new("time.format", 1, Format),
        new("time.date", 1, (c, a) => Moment(c, a, 0) is { } t ? Numbers(t.Year, t.Month, t.Day) : null),
        new("time.clock", 1, (c, a) => Moment(c, a, 0) is { } t ? Numbers(t.Hour, t.Minute, t.Second) : null),
        new("time.weekday", 1, (c, a) => Moment(c, a, 0) is { } t ? Operands.Value(t.Local.DayOfWeek.ToString()) : null),
        new("time.add_date", 4, AddDate),
        new("time.diff", 2, Difference),
    ];

    private static ArrayValue Numbers(params int[] numbers) => new(Array.ConvertAll(numbers, number => (RegoValue)NumberValue.Of(number)));

    private static RegoValue? Parse(CallContext call, string layout, string text)
    {
        if (!GoTime.TryParse(layout, text, out var nanoseconds, out var error))
        {
            return call.Fail(error);
        }

        return nanoseconds < Min || nanoseconds > Max ? call.Fail("time outside of valid range") : NumberValue.Of(nanoseconds);
    }

    private static RegoValue? Format(CallContext call, RegoValue[] arguments)
    {
        var layout = "RFC3339Nano";
        if (arguments[0] is ArrayValue { Count: 3 } full)
        {
            if (full.Items[2] is not StringValue text)
            {
                return call.TypeError($"operand 1 layout must be string but got {full.Items[2].TypeName}");
            }

            layout = text.Value.Length == 0 ? layout : text.Value;
        }

        return Moment(call, arguments, 0) is { } moment ? Operands.Value(GoTime.Format(moment, layout)) : null;
    }

    /// <summary>Reads a number, [ns, zone] or [ns, zone, layout].</summary>
    private static GoMoment? Moment(CallContext call, RegoValue[] arguments, int index)
    {
        var (value, zone) = arguments[index] switch
        {
            ArrayValue { Count: > 0 } array => (array.Items[0], array.Count > 1 ? array.Items[1] : Operands.Value("")),
            var other => (other, Operands.Value("")),
        };
        if (value is not NumberValue number)
        {
            call.TypeError(arguments[index] is ArrayValue
                ? $"operand {index + 1} must be number but got {value.TypeName}"
                : $"operand {index + 1} must be one of {{number, array}} but got {value.TypeName}");
            return null;
        }

        if (zone is not StringValue name)
        {
            call.TypeError($"operand {index + 1} must be string but got {zone.TypeName}");
            return null;
        }

        if (!number.TryGetLong(out var nanoseconds))
        {
            call.Fail("timestamp too big");
            return null;
        }

        if (GoTime.Zone(name.Value) is { } found)
        {
            return new GoMoment(nanoseconds, found);
        }

        call.Fail($"unknown time zone {name.Value}");
        return null;
    }

    private static RegoValue? AddDate(CallContext call, RegoValue[] arguments)
    {
        if (!call.Number(arguments, 0, out var number))
        {
            return null;
        }

        if (!number.TryGetLong(out var nanoseconds))
        {
            return call.Fail("timestamp too big");
        }

        if (!call.Integer(arguments, 1, out var years) || !call.Integer(arguments, 2, out var months) || !call.Integer(arguments, 3, out var days))
        {
            return null;
        }

        if (Math.Max(Math.Abs(years), Math.Max(Math.Abs(months), Math.Abs(days))) > 1_000_000)
        {
            return call.Fail("time outside of valid range");
        }

        var moment = new GoMoment(nanoseconds, TimeZoneInfo.Utc);
        var shifted = GoTime.Days(moment.Year + years, moment.Month + months, moment.Day + days);
        var result = (new BigInteger(shifted) * 86_400 * Second) + moment.NanosecondOfDay;
        return result < Min || result > Max ? call.Fail("time outside of valid range") : NumberValue.Of(result);
    }

    /// <summary>Calendar difference as [years, months, days, hours, minutes, seconds]; both sides in the zone of the first.</summary>
    private static RegoValue? Difference(CallContext call, RegoValue[] arguments)
    {
        if (Moment(call, arguments, 0) is not { } first || Moment(call, arguments, 1) is not { } second)
        {
            return null;
        }

        second = second with { Zone = first.Zone };
        var (from, to) = first.Nanoseconds > second.Nanoseconds ? (second, first) : (first, second);
        int[] parts =
        [
            to.Year - from.Year, to.Month - from.Month, to.Day - from.Day, to.Hour - from.Hour, to.Minute - from.Minute, to.Second - from.Second,
        ];
        Borrow(parts, 5, 60);
        Borrow(parts, 4, 60);
        Borrow(parts, 3, 24);
        if (parts[2] < 0)
        {
            parts[2] += DateTime.DaysInMonth(from.Year, from.Month);
            parts[1]--;
        }

        Borrow(parts, 1, 12);
        return Numbers(parts);
    }

    private static void Borrow(int[] parts, int index, int unit)
    {
        if (parts[index] < 0)
        {
            parts[index] += unit;
            parts[index - 1]--;
        }
    }
}
