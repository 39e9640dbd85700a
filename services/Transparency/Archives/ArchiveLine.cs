using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenClaw.Transparency.Archives;

/// <summary>
/// One line of an archive's entries: a tile of leaf hashes, or one of the entries that it covers. An entry is a string, so
/// that its bytes are exactly those that the leaf commits to, whatever a JSON library would make of them.
/// </summary>
public sealed record ArchiveLine
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Leaf hashes of the entries that follow.</summary>
    [JsonPropertyName("tile")]
    public ArchiveTile? Tile { get; init; }

    /// <summary>Number of an entry.</summary>
    [JsonPropertyName("sequence")]
    public long? Sequence { get; init; }

    /// <summary>The entry's line.</summary>
    [JsonPropertyName("entry")]
    public string? Entry { get; init; }

    /// <summary>Null when it is no such line.</summary>
    public static ArchiveLine? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ArchiveLine>(text, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The line without its end.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, Options);
}

/// <summary>A tile of level 0 as wide as the checkpoint's tree has it, and the audit path from its root to the tree's.</summary>
public sealed record ArchiveTile(
    [property: JsonPropertyName("index")] long Index, [property: JsonPropertyName("hashes")] byte[] Hashes, [property: JsonPropertyName("path")] IReadOnlyList<byte[]> Path);
