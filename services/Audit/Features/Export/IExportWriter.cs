namespace OpenClaw.Audit.Features.Export;

/// <summary>Writes entries in one format.</summary>
internal interface IExportWriter
{
    string ContentType { get; }

    void Begin(HashedOutput output);

    void Entry(HashedOutput output, long number, ReadOnlySpan<byte> line, byte[] leaf);

    void Withheld(HashedOutput output, long number, byte[] leaf);

    /// <summary>Ends what the digest covers.</summary>
    void End(HashedOutput output);

    void Manifest(HashedOutput output, ExportManifest manifest);
}

internal static class ExportWriters
{
    public static IExportWriter Of(ExportFormat format, long start) => format switch
    {
        ExportFormat.Csv => new CsvExportWriter(),
        ExportFormat.Json => new JsonExportWriter(),
        _ => new NdjsonExportWriter(start),
    };
}
