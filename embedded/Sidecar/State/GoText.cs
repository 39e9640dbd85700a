using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OpenClaw.Sidecar.State;

/// <summary>
/// A JSON value as the original prints it where it does not keep JSON: values of encrypted stores that came over HTTP,
/// and outbox events without a content type. Text loses its quotes, an object becomes <c>map[a:1]</c>; whoever reads it
/// back must expect that from daprd, so it is the same here.
/// </summary>
internal static class GoText
{
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var text = new StringBuilder();
        Append(text, document.RootElement);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var fields = value.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal);
                AppendList(text, "map[", fields, field =>
                {
                    text.Append(field.Name).Append(':');
                    Append(text, field.Value);
                });
                break;
            case JsonValueKind.Array:
                AppendList(text, "[", value.EnumerateArray(), item => Append(text, item));
                break;
            case JsonValueKind.Null:
                text.Append("<nil>");
                break;
            case JsonValueKind.Number:
                text.Append(Number(value.GetDouble()));
                break;
            case JsonValueKind.String:
                text.Append(value.GetString());
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void AppendList<T>(StringBuilder text, string open, IEnumerable<T> items, Action<T> append)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
            {
                text.Append(' ');
            }
            first = false;
            append(item);
        }
        text.Append(']');
    }

    /// <summary>The shortest digits; with an exponent from a million on and below a ten-thousandth.</summary>
    private static string Number(double number)
    {
        if (number == 0)
        {
            return "0";
        }
        var scientific = number.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(scientific.AsSpan(scientific.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is >= -4 and < 6)
        {
            return number.ToString("R", CultureInfo.InvariantCulture) is var plain && !plain.Contains('E', StringComparison.Ordinal)
                ? plain : ((decimal)number).ToString(CultureInfo.InvariantCulture);
        }
        var digits = Digits(number);
        var mantissa = digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
        return $"{(number < 0 ? "-" : "")}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";
    }

    /// <summary>The significant digits of the shortest text that reads back as the same number.</summary>
    private static string Digits(double number)
    {
        var shortest = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture);
        var mantissa = shortest.Split('E')[0].Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        return mantissa.Length == 0 ? "0" : mantissa;
    }
}
