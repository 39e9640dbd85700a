using System.Diagnostics.CodeAnalysis;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary>Typed access to operands; a mismatch is reported to the call in OPA's words.</summary>
internal static class Operands
{
    public static bool Text(this CallContext call, RegoValue[] arguments, int index, [NotNullWhen(true)] out string? text)
    {
        text = (arguments[index] as StringValue)?.Value;
        if (text is null)
        {
            call.WrongType(index + 1, "string", arguments[index]);
        }

        return text is not null;
    }

    public static bool Number(this CallContext call, RegoValue[] arguments, int index, [NotNullWhen(true)] out NumberValue? number)
    {
        number = arguments[index] as NumberValue;
        if (number is null)
        {
            call.WrongType(index + 1, "number", arguments[index]);
        }

        return number is not null;
    }

    public static bool Integer(this CallContext call, RegoValue[] arguments, int index, out long value)
    {
        value = 0;
        if (!call.Number(arguments, index, out var number))
        {
            return false;
        }

        if (!number.TryGetLong(out value))
        {
            call.TypeError($"operand {index + 1} must be integer number but got {(number.IsInteger ? "big integer" : "floating-point")} number");
            return false;
        }

        return true;
    }

    public static bool Whole(this CallContext call, RegoValue[] arguments, int index, out System.Numerics.BigInteger value)
    {
        value = default;
        if (!call.Number(arguments, index, out var number))
        {
            return false;
        }

        if (!number.IsInteger)
        {
            call.TypeError($"operand {index + 1} must be integer number but got floating-point number");
            return false;
        }

        value = number.ToBigInteger();
        return true;
    }

    public static bool Array(this CallContext call, RegoValue[] arguments, int index, [NotNullWhen(true)] out ArrayValue? array)
    {
        array = arguments[index] as ArrayValue;
        if (array is null)
        {
            call.WrongType(index + 1, "array", arguments[index]);
        }

        return array is not null;
    }

    public static bool Object(this CallContext call, RegoValue[] arguments, int index, [NotNullWhen(true)] out ObjectValue? obj)
    {
        obj = arguments[index] as ObjectValue;
        if (obj is null)
        {
            call.WrongType(index + 1, "object", arguments[index]);
        }

        return obj is not null;
    }

    public static bool Set(this CallContext call, RegoValue[] arguments, int index, [NotNullWhen(true)] out SetValue? set)
    {
        set = arguments[index] as SetValue;
        if (set is null)
        {
            call.WrongType(index + 1, "set", arguments[index]);
        }

        return set is not null;
    }

    /// <summary>The members of an array or set.</summary>
    public static bool Items(this CallContext call, RegoValue[] arguments, int index, string expected, [NotNullWhen(true)] out RegoValue[]? items)
    {
        items = (arguments[index] as ArrayValue)?.Items ?? (arguments[index] as SetValue)?.Items;
        if (items is null)
        {
            call.WrongType(index + 1, expected, arguments[index]);
        }

        return items is not null;
    }

    /// <summary>The texts of an array or set of strings.</summary>
    public static bool Texts(this CallContext call, RegoValue[] arguments, int index, [NotNullWhen(true)] out string[]? texts)
    {
        texts = null;
        if (!call.Items(arguments, index, "one of {set, array}", out var items))
        {
            return false;
        }

        var stranger = System.Array.Find(items, item => item is not StringValue);
        if (stranger is not null)
        {
            call.TypeError($"operand {index + 1} must be {arguments[index].TypeName} of strings but got {arguments[index].TypeName} containing {stranger.TypeName}");
            return false;
        }

        texts = System.Array.ConvertAll(items, item => ((StringValue)item).Value);
        return true;
    }

    public static RegoValue Value(string text) => new StringValue(text);

    public static RegoValue Value(bool value) => BooleanValue.Of(value);
}
