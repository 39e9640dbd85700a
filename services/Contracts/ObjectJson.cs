using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace OpenClaw.Contracts;

/// <summary>
/// Reads an object whose names are somebody else's, such as the parameters of a tool: <c>id</c> and <c>ID</c> are two names there,
/// whatever the dialect of our own members says, and one name twice is an error here and not where the object is first used.
/// </summary>
internal sealed class ObjectJson : JsonConverter<JsonObject>
{
    private static readonly JsonSerializerOptions Strict = new() { AllowDuplicateProperties = false };

    public override JsonObject? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonObject>(ref reader, Strict);
        }
        catch (ArgumentException exception)
        {
            throw new JsonException("A name occurs twice.", exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, JsonObject value, JsonSerializerOptions options) => value.WriteTo(writer, options);
}
