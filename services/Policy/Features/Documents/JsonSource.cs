using System.Text;
using System.Text.Json;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>JSON with the place of every value.</summary>
internal static class JsonSource
{
    public static SourceNode Read(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var lines = LineStarts(bytes);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = SourceReader.MaxDepth });
        try
        {
            reader.Read();
            var root = ReadValue(ref reader, lines);
            return reader.Read() ? throw At(lines, reader.TokenStartIndex, "There is more than one value.") : root;
        }
        catch (JsonException exception)
        {
            throw new DocumentSyntaxException(
                (int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1, "This is no JSON: " + Plain(exception.Message));
        }
    }

    private static SourceNode ReadValue(ref Utf8JsonReader reader, List<int> lines)
    {
        var (line, column) = PlaceOf(lines, reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, lines, line, column);
            case JsonTokenType.StartArray:
                var items = new List<SourceNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ReadValue(ref reader, lines));
                }

                return new SourceList(line, column, items);
            default:
                return new SourceScalar(line, column, ScalarOf(ref reader));
        }
    }

    private static SourceMap ReadObject(ref Utf8JsonReader reader, List<int> lines, int line, int column)
    {
        var members = new List<SourceMember>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            var (nameLine, nameColumn) = PlaceOf(lines, reader.TokenStartIndex);
            reader.Read();
            members.Add(new SourceMember(name, nameLine, nameColumn, ReadValue(ref reader, lines)));
        }

        return new SourceMap(line, column, members);
    }

    private static object? ScalarOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number when reader.TryGetInt64(out var whole) => whole,
        JsonTokenType.Number when reader.TryGetDecimal(out var amount) => amount,
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => null,
    };

    private static DocumentSyntaxException At(List<int> lines, long index, string message)
    {
        var (line, column) = PlaceOf(lines, index);
        return new DocumentSyntaxException(line, column, message);
    }

    private static (int Line, int Column) PlaceOf(List<int> lines, long index)
    {
        var line = lines.BinarySearch((int)index);
        line = line < 0 ? ~line - 1 : line;
        return (line + 1, (int)index - lines[line] + 1);
    }

    private static List<int> LineStarts(byte[] bytes)
    {
        var starts = new List<int> { 0 };
        for (var index = 0; index < bytes.Length; index++)
        {
            if (bytes[index] == (byte)'\n')
            {
                starts.Add(index + 1);
            }
        }

        return starts;
    }

    /// <summary>The place is told separately.</summary>
    private static string Plain(string message) =>
        message.IndexOf(" LineNumber:", StringComparison.Ordinal) is var end and > 0 ? message[..end] : message;
}
