using System.Text.Json;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Export;

/// <summary>One document: <c>{"entries":[...],"manifest":{...}}</c>.</summary>
internal sealed class JsonExportWriter : IExportWriter
{
    private bool _hasEntries;

    public string ContentType => "application/json";

    public void Begin(HashedOutput output) => output.Write("{\"entries\":["u8);

    public void Entry(HashedOutput output, long number, ReadOnlySpan<byte> line, byte[] leaf)
    {
        output.Write(_hasEntries ? ",\n"u8 : "\n"u8);
        _hasEntries = true;
        output.Write(line);
    }

    public void Withheld(HashedOutput output, long number, byte[] leaf)
    {
    }

    public void End(HashedOutput output) => output.Write("\n]"u8);

    public void Manifest(HashedOutput output, ExportManifest manifest) =>
        output.Write($",\n\"manifest\":{JsonSerializer.Serialize(manifest, ContractsJson.Options)}}}\n");
}
