using System.IO.Compression;
using System.Text;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Options;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Policy.Features.Transfer;

/// <summary>One policy as a file: <c>enterprise/actions.yaml</c>, <c>org/engineering/actions.yaml</c>, <c>team/engineering/platform/...</c>, <c>user/sarah/...</c>.</summary>
internal sealed record PolicyFileEntry(string Path, PolicyScope Scope, string ScopeId, string? OrgId, string Domain, string Content);

/// <summary>Policies as a folder that people keep under version control, packed for the way.</summary>
internal static class PolicyFolder
{
    /// <summary>A fixed time: equal content gives equal bytes.</summary>
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Pack(IEnumerable<PolicyFile> files)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, version) in files.Where(file => file.Active is not null).Select(file => (PathOf(file.Policy.Slot), file.Active!)).OrderBy(file => file.Item1, StringComparer.Ordinal))
            {
                var entry = archive.CreateEntry(path);
                entry.LastWriteTime = Epoch;
                using var writer = new StreamWriter(entry.Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                writer.Write(version.Content);
            }
        }

        return packed.ToArray();
    }

    /// <summary>The files by descending authority, or what is wrong with the folder.</summary>
    public static (IReadOnlyList<PolicyFileEntry> Files, Failure? Failure) Unpack(Stream packed, LimitOptions limits)
    {
        try
        {
            using var archive = new ZipArchive(packed, ZipArchiveMode.Read);
            var entries = archive.Entries.Where(entry => !entry.FullName.EndsWith('/')).ToList();
            if (entries.Count == 0)
            {
                return Bad("", "holds no files");
            }

            if (entries.Count > limits.MaxDocuments)
            {
                return ([], PolicyFailures.Invalid([new PolicyFault("", $"A folder may hold {limits.MaxDocuments} files; this one holds {entries.Count}.")]));
            }

            var files = new List<PolicyFileEntry>();
            var (bytes, places) = (0L, new HashSet<(PolicyScope, string, string?, string)>());
            foreach (var entry in entries)
            {
                if (ReadText(entry) is not { } text || (bytes += Encoding.UTF8.GetByteCount(text)) > limits.MaxBytes)
                {
                    return ([], PolicyFailures.Invalid([new PolicyFault(
                        entry.FullName, $"A policy may have {SourceReader.MaxLength} characters, and all of a folder {limits.MaxBytes} bytes.")]));
                }

                if (Place(entry.FullName, text) is not { } file)
                {
                    return Bad(entry.FullName, "is no place of a policy, such as org/engineering/actions.yaml");
                }

                if (!places.Add((file.Scope, file.ScopeId, file.OrgId, file.Domain)))
                {
                    return Bad(entry.FullName, "is the second file of its place");
                }

                files.Add(file);
            }

            return (files.OrderBy(file => file.Scope).ThenBy(file => file.Path, StringComparer.Ordinal).ToList(), null);
        }
        catch (InvalidDataException)
        {
            return Bad("", "is no zip archive that can be read");
        }
    }

    private static (IReadOnlyList<PolicyFileEntry> Files, Failure? Failure) Bad(string path, string message) => ([], PolicyFailures.Bad(new PolicyFault(path, message)));

    public static string PathOf(PolicySlot slot) => slot.Scope switch
    {
        PolicyScope.Enterprise => $"enterprise/{slot.Domain}.yaml",
        PolicyScope.Org => $"org/{Uri.EscapeDataString(slot.ScopeId)}/{slot.Domain}.yaml",
        PolicyScope.Team => $"team/{Uri.EscapeDataString(slot.OrgId)}/{Uri.EscapeDataString(slot.ScopeId)}/{slot.Domain}.yaml",
        _ => $"user/{Uri.EscapeDataString(slot.ScopeId)}/{slot.Domain}.yaml",
    };

    private static PolicyFileEntry? Place(string path, string content)
    {
        var extension = Path.GetExtension(path);
        var domain = Path.GetFileNameWithoutExtension(path);
        if (extension is not (".yaml" or ".yml" or ".json") || !PolicyDomains.All.ContainsKey(domain))
        {
            return null;
        }

        return path.Split('/')[..^1].Select(Uri.UnescapeDataString).ToArray() switch
        {
            ["enterprise"] => new PolicyFileEntry(path, PolicyScope.Enterprise, "default", null, domain, content),
            ["org", var org] => new PolicyFileEntry(path, PolicyScope.Org, org, null, domain, content),
            ["team", var org, var team] => new PolicyFileEntry(path, PolicyScope.Team, team, org, domain, content),
            ["user", var user] => new PolicyFileEntry(path, PolicyScope.User, user, null, domain, content),
            _ => null,
        };
    }

    /// <summary>Null when it is longer than a policy may be; the length an archive states is not believed.</summary>
    private static string? ReadText(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
        var buffer = new char[SourceReader.MaxLength + 1];
        var length = reader.ReadBlock(buffer);
        return length > SourceReader.MaxLength ? null : new string(buffer, 0, length);
    }
}
