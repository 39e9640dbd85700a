using System.Text.Json;

namespace OpenClaw.Connector.Features.Connections;

/// <summary>
/// Reads three facts of a body that nobody has verified yet, in one forward pass without building a document:
/// <c>{"installation":{"id":1},"organization":{"login":"acme"},"repository":{"owner":{"login":"acme"}}}</c>.
/// The worst legal variant has them last, behind megabytes of nested commits.
/// </summary>
internal static class DeliveryOriginReader
{
    public static DeliveryOrigin Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? ReadRoot(ref reader) : DeliveryOrigin.Unknown;
        }
        catch (JsonException)
        {
            // Not JSON, so it claims no origin; the path segment or hook id may still name a connection.
            return DeliveryOrigin.Unknown;
        }
    }

    private static DeliveryOrigin ReadRoot(ref Utf8JsonReader reader)
    {
        var origin = DeliveryOrigin.Unknown;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("installation"))
            {
                origin = origin with { InstallationId = ReadMember(ref reader, "id") };
            }
            else if (reader.ValueTextEquals("organization"))
            {
                origin = origin with { Organization = ReadMember(ref reader, "login") };
            }
            else if (reader.ValueTextEquals("repository"))
            {
                origin = origin with { RepositoryOwner = ReadMember(ref reader, "owner", "login") };
            }
            else
            {
                reader.Skip();
            }
        }

        return origin;
    }

    /// <summary>Stands on a property name; reads its object to the end and returns the scalar at the path, if there.</summary>
    private static string? ReadMember(ref Utf8JsonReader reader, string name, string? inner = null)
    {
        string? found = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals(name))
            {
                reader.Skip();
            }
            else if (inner is not null)
            {
                found = ReadMember(ref reader, inner);
            }
            else
            {
                found = ReadScalar(ref reader);
            }
        }

        return found;
    }

    private static string? ReadScalar(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var number) ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
            default:
                reader.Skip();
                return null;
        }
    }
}
