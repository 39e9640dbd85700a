using System.Globalization;
using System.Text.Json;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Export;

/// <summary>Each entry as the line its leaf commits to; what is no entry is a line with one member (EXPORTS.md).</summary>
internal sealed class NdjsonExportWriter(long start) : IExportWriter
{
    private long _expected = start;

    public string ContentType => "application/x-ndjson";

    public void Begin(HashedOutput output)
    {
    }

    public void Entry(HashedOutput output, long number, ReadOnlySpan<byte> line, byte[] leaf)
    {
        At(output, number);
        output.Write(line);
        output.Write("\n"u8);
    }

    public void Withheld(HashedOutput output, long number, byte[] leaf)
    {
        At(output, number);
        output.Write($"{{\"withheld\":\"{Convert.ToBase64String(leaf)}\"}}\n");
    }

    public static void Progress(HashedOutput output, ExportTally tally, long size)
    {
        var cursor = new ExportCursor(size, tally.Next);
        output.Write(string.Create(CultureInfo.InvariantCulture, $"{{\"progress\":{{\"at\":{tally.Next},\"size\":{size},\"exported\":{tally.Given},\"cursor\":\"{cursor}\"}}}}\n"));
    }

    public void End(HashedOutput output)
    {
    }

    public void Manifest(HashedOutput output, ExportManifest manifest) =>
        output.Write($"{{\"manifest\":{JsonSerializer.Serialize(manifest, ContractsJson.Options)}}}\n");

    private void At(HashedOutput output, long number)
    {
        if (number != _expected)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{{\"at\":{number}}}\n"));
        }

        _expected = number + 1;
    }
}
