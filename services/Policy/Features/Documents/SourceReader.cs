namespace OpenClaw.Policy.Features.Documents;

/// <summary>Reads the text of a document, YAML or JSON. A text that starts with a brace is JSON and held to its rules.</summary>
internal static class SourceReader
{
    /// <summary>Far more than a policy needs, and little to read.</summary>
    public const int MaxLength = 256 * 1024;

    public const int MaxDepth = 16;

    /// <exception cref="DocumentSyntaxException">The text cannot be read as a whole, so nothing of it may be used.</exception>
    public static SourceNode Read(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new DocumentSyntaxException(1, 1, $"The document is longer than {MaxLength / 1024} KiB.");
        }

        return text.AsSpan().TrimStart() is ['{', ..] ? JsonSource.Read(text) : YamlSource.Read(text);
    }
}
