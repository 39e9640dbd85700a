using System.Buffers;
using System.Text.Json;

namespace OpenClaw.Sidecar.Api;

/// <summary>Writes Dapr's two error forms: plain, and rich with <c>details</c>.</summary>
internal static class ApiErrors
{
    private const string TypePrefix = "type.googleapis.com/google.rpc.";

    public static async Task WriteAsync(HttpContext context, ApiException error)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = error.Status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in error.Headers ?? new Dictionary<string, string>())
        {
            context.Response.Headers[name] = value;
        }
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, error);
        }
        context.Response.ContentLength = buffer.WrittenCount;
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    private static void Write(Utf8JsonWriter json, ApiException error)
    {
        json.WriteStartObject();
        json.WriteString("errorCode", error.Code);
        json.WriteString("message", error.Message);
        if (error.Reason is not null)
        {
            json.WriteStartArray("details");
            WriteInfo(json, error);
            WriteResource(json, error);
            WriteViolation(json, error);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteInfo(Utf8JsonWriter json, ApiException error)
    {
        json.WriteStartObject();
        json.WriteString("@type", TypePrefix + "ErrorInfo");
        json.WriteString("reason", error.Reason);
        json.WriteString("domain", "dapr.io");
        if (error.Info is null)
        {
            json.WriteNull("metadata");
        }
        else
        {
            json.WriteStartObject("metadata");
            foreach (var (name, value) in error.Info)
            {
                json.WriteString(name, value);
            }
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteResource(Utf8JsonWriter json, ApiException error)
    {
        if (error.Resource is not { } resource)
        {
            return;
        }
        json.WriteStartObject();
        json.WriteString("@type", TypePrefix + "ResourceInfo");
        json.WriteString("resource_type", resource.Type);
        json.WriteString("resource_name", resource.Name);
        json.WriteString("owner", "");
        json.WriteString("description", "");
        json.WriteEndObject();
    }

    private static void WriteViolation(Utf8JsonWriter json, ApiException error)
    {
        if (error.Violation is not { } violation)
        {
            return;
        }
        json.WriteStartObject();
        json.WriteString("@type", TypePrefix + "BadRequest");
        json.WriteStartArray("field_violations");
        json.WriteStartObject();
        json.WriteString("field", violation.Field);
        json.WriteString("description", violation.Description);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
