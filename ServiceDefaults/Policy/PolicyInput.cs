using System.Buffers;
using System.Text.Json;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>The <c>input</c> document of the rules.</summary>
public static class PolicyInput
{
    /// <param name="variant">While a draft is tried: which documents to decide by, whoever the person is.</param>
    public static void Write(IBufferWriter<byte> buffer, GovernedAction action, string? variant = null)
    {
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("action", action.Action);
        writer.WriteString("tenant_id", action.TenantId);
        writer.WriteString("user_id", action.UserId);
        writer.WriteStartArray("roles");
        foreach (var role in action.Roles)
        {
            writer.WriteStringValue(role);
        }

        writer.WriteEndArray();
        WriteOptional(writer, "org_unit", action.OrgUnit);
        WriteOptional(writer, "team_id", action.TeamId);
        WriteOptional(writer, "variant", variant);

        // What nobody classified may be anything, so it counts as the worst.
        writer.WriteString("data_classification", WordOf(action.DataClassification ?? Classification.Restricted));
        WriteOptional(writer, "target_system", action.TargetSystem);
        writer.WritePropertyName("additional");
        if (action.Additional is { } additional)
        {
            additional.WriteTo(writer);
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static string WordOf(Classification level) => level switch
    {
        Classification.Public => "public",
        Classification.Internal => "internal",
        Classification.Confidential => "confidential",
        _ => "restricted",
    };
}
