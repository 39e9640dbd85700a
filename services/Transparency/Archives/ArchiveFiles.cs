namespace OpenClaw.Transparency.Archives;

/// <summary>The files of an archive's folder.</summary>
public static class ArchiveFiles
{
    /// <summary>Tiles and entries: lines of JSON, compressed with gzip in parts that can be read one by one.</summary>
    public const string Entries = "entries.ndjson.gz";

    /// <summary>Where each part begins: its first number and its place in the file. A help to find an entry, no evidence.</summary>
    public const string Index = "index";

    /// <summary>A signed checkpoint whose tree holds all the entries.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>The signed manifest. Written last: a folder without it is unfinished.</summary>
    public const string Manifest = "manifest";
}
