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

    /// <summary>Removes what an earlier run left here, so that a file no longer written is no longer applied.</summary>
    public void Clear()
    {
        if (Directory.Exists(Path.Combine(root, "manifests")))
            Directory.Delete(Path.Combine(root, "manifests"), recursive: true);
    }

    public async Task WriteAsync(string relativePath, IReadOnlyList<Map> documents, CancellationToken cancellationToken)
    {
        await WriteTextAsync(relativePath, string.Join("---\n", documents.Select(document => _serializer.Serialize(document))), cancellationToken).ConfigureAwait(false);
        if (relativePath.StartsWith("manifests/", StringComparison.Ordinal))
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
