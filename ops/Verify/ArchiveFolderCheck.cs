using OpenClaw.Transparency.Archives;

namespace OpenClaw.Verify;

/// <summary>Whether an archive of an old month holds what was sealed, all of what it says it holds, and nothing else.</summary>
internal static class ArchiveFolderCheck
{
    public static async Task<int> RunAsync(Arguments arguments, TextWriter output)
    {
        var verdict = await new ArchiveCheck(arguments.Keys).RunAsync(arguments.File, CancellationToken.None);
        output.WriteLine(verdict.Manifest is { } manifest
            ? $"verified: {manifest.Entries} entries of {manifest.Origin}, {manifest.Month}, numbers {string.Join(',', manifest.Ranges)}"
            : $"NOT VERIFIED: {verdict.Problem}");
        return verdict.Problem is null ? Verdict.Verified : Verdict.Refuted;
    }
}
