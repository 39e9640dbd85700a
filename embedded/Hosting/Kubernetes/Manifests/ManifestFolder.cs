using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace Aspire.Hosting.Kubernetes.Manifests;

internal sealed record WrittenObject(string Kind, string Name, string File);

/// <summary>
/// Writes objects as plain YAML, several to a file. The same model always gives the same bytes, so output can be compared
/// and kept under version control.
/// </summary>
internal sealed class ManifestFolder(string root)
{
    public const string SummaryFile = "summary.json";

    private readonly ISerializer _serializer = new SerializerBuilder()
        .WithQuotingNecessaryStrings(quoteYaml1_1Strings: true)
        .WithEventEmitter(next => new LiteralBlocks(next))
        .WithIndentedSequences()
        .DisableAliases()
        .WithNewLine("\n")
        .Build();

    private readonly List<WrittenObject> _objects = [];

    public IReadOnlyList<WrittenObject> Objects => _objects;

    public IEnumerable<string> Files => _objects.Select(written => written.File).Distinct().Order(StringComparer.Ordinal);

    /// <summary>
    /// Removes what an earlier run wrote here, so that a file no longer written is no longer applied. Only what its summary
    /// names: the folder may hold things of others.
    /// </summary>
    public async Task RemoveEarlierAsync(CancellationToken cancellationToken)
    {
        var summary = Path.Combine(root, SummaryFile);
        if (!File.Exists(summary))
            return;
        foreach (var entry in JsonNode.Parse(await File.ReadAllTextAsync(summary, cancellationToken).ConfigureAwait(false))?["emitted"] as JsonArray ?? [])
        {
            var file = Path.GetFullPath(Path.Combine(root, entry?["file"]?.GetValue<string>() ?? ""));
            if (file.StartsWith(Path.GetFullPath(Path.Combine(root, "manifests")) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                File.Delete(file);
        }
    }

    public async Task WriteAsync(string relativePath, IReadOnlyList<Map> documents, CancellationToken cancellationToken)
    {
        await WriteTextAsync(relativePath, string.Join("---\n", documents.Select(document => _serializer.Serialize(document))), cancellationToken).ConfigureAwait(false);
        if (relativePath.StartsWith("manifests/", StringComparison.Ordinal) && relativePath.EndsWith(".yaml", StringComparison.Ordinal))
            _objects.AddRange(documents.Select(document => new WrittenObject(document.Text("kind") ?? "", document.Text("metadata", "name") ?? "", relativePath)));
    }

    public async Task WriteTextAsync(string relativePath, string text, CancellationToken cancellationToken)
    {
        var path = Path.Combine(root, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Scripts and rules stay readable.</summary>
    private sealed class LiteralBlocks(IEventEmitter next) : ChainedEventEmitter(next)
    {
        public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
        {
            if (eventInfo.Source.Value is string text && text.Contains('\n', StringComparison.Ordinal))
                eventInfo.Style = ScalarStyle.Literal;
            base.Emit(eventInfo, emitter);
        }
    }
}
