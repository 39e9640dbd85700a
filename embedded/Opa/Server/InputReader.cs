using System.Text;
using System.Text.Json;
using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;
using OpenClaw.Rego.Yaml;

namespace OpenClaw.Opa.Server;

/// <summary>Documents that requests carry.</summary>
internal static class InputReader
{
    /// <summary>The value of a body; null when it is empty.</summary>
    public static RegoValue? Body(OpaRequest request, string malformed)
    {
        if (request.Body.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return null;
        }

        return request.IsYaml ? Yaml(Encoding.UTF8.GetString(request.Body), malformed) : Parse(request.Body, malformed);
    }

    public static RegoValue Parse(ReadOnlySpan<byte> json, string malformed)
    {
        try
        {
            return JsonValues.Read(json);
        }
        catch (JsonException error)
        {
            throw OpaException.Invalid($"{malformed}: {error.Message}");
        }
    }

    private static RegoValue Yaml(string text, string malformed) =>
        YamlReader.TryRead(text, out var value, out var error) ? value : throw OpaException.Invalid($"{malformed}: {error}");
}
