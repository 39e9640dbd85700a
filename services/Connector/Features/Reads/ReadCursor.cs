using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace OpenClaw.Connector.Features.Reads;

/// <summary>Where a read goes on: which list of the order and which page of it. Opaque to callers.</summary>
internal readonly record struct ReadCursor(int Track, int Page)
{
    public static ReadCursor Start { get; } = new(0, 1);

    public string Write() => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"1:{Track}:{Page}")));

    public static ReadCursor? Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Start;
        }

        if (text.Length > 64 || !Base64Url.IsValid(text))
        {
            return null;
        }

        return Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split(':') is ["1", var track, var page]
            && int.TryParse(track, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0
            ? new ReadCursor(index, number)
            : null;
    }
}
