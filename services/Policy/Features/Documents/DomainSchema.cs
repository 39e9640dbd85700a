using System.Text.Json.Nodes;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>The table of a domain as JSON Schema 2020-12, for editors and for whoever writes policies by program.</summary>
internal static class DomainSchema
{
    public static JsonObject Of(PolicyField domain)
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"/api/v1/policies/schemas/{domain.Name}",
            ["title"] = $"{domain.Name} policy",
        };
        foreach (var (name, value) in Shape(domain))
        {
            schema[name] = value?.DeepClone();
        }

        ((JsonObject)schema["properties"]!)[PolicyDomains.FormatField] = new JsonObject { ["const"] = PolicyDomains.Format };
        return schema;
    }

    private static JsonObject Describe(PolicyField field)
    {
        var shape = Shape(field);
        if (field.Assumed is not null)
        {
            shape["default"] = field.Assumed.DeepClone();
        }

        // Not part of JSON Schema, which lets unknown words stand: which way a lower scope may move the field.
        shape["x-narrowing"] = Words.Of(field.Narrowing);
        return shape;
    }

    private static JsonObject Shape(PolicyField field)
    {
        var shape = new JsonObject { ["description"] = field.Summary };
        switch (field.Kind)
        {
            case FieldKind.Group:
                shape["type"] = "object";
                shape["additionalProperties"] = false;
                shape["properties"] = new JsonObject(field.Members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)Describe(member))));
                break;
            case FieldKind.Map:
                shape["type"] = "object";
                shape["additionalProperties"] = Describe(field.Members[0]);
                if (field.Words.Count > 0)
                {
                    shape["propertyNames"] = new JsonObject { ["enum"] = Fields.List([.. field.Words]) };
                }

                break;
            case FieldKind.LevelSet or FieldKind.TextSet:
                DescribeSet(field, shape);
                break;
            default:
                DescribeScalar(field, shape);
                break;
        }

        return shape;
    }

    private static void DescribeSet(PolicyField field, JsonObject shape)
    {
        if (field.IsComplete)
        {
            shape["const"] = Fields.List([.. field.Words]);
            return;
        }

        shape["type"] = "array";
        shape["uniqueItems"] = true;
        shape["items"] = field.Words.Count > 0 ? new JsonObject { ["enum"] = Fields.List([.. field.Words]) } : new JsonObject { ["type"] = "string", ["minLength"] = 1 };
    }

    private static void DescribeScalar(PolicyField field, JsonObject shape)
    {
        switch (field.Kind)
        {
            case FieldKind.Flag when field.Words is ["false"]:
                shape["const"] = false;
                break;
            case FieldKind.Flag:
                shape["type"] = "boolean";
                break;
            case FieldKind.Count:
                shape["type"] = "integer";
                shape["minimum"] = field.Least;
                break;
            case FieldKind.Amount:
                shape["type"] = "number";
                shape["minimum"] = 0;
                break;
            case FieldKind.Word when field.Words.Count == 0:
                shape["type"] = "string";
                shape["pattern"] = "^self-hosted(/.+)?$";
                break;
            default:
                shape["enum"] = Fields.List([.. field.Words]);
                break;
        }
    }
}
