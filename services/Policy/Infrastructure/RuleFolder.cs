using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Options;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Infrastructure;

/// <summary>
/// Reads a folder the way OPA reads a bundle: every <c>.rego</c> file is a module, a <c>data.json</c> is the document at the
/// path of its folder (<c>tenants/acme/actions/data.json</c> is <c>data.tenants.acme.actions</c>).
/// </summary>
internal sealed class RuleFolder(IOptions<RulesOptions> options) : IRuleFolder
{
    private const string DocumentName = "data.json";
    private const string ModuleSuffix = ".rego";
    private const string TestSuffix = "_test.rego";

    // A document with the same member twice has two meanings; so has one that says nothing clearly.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public PolicyBundle Read()
    {
        var root = options.Value.Folder;
        try
        {
            var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Select(path => (Full: path, Relative: Path.GetRelativePath(root, path).Replace('\\', '/')))
                .Where(file => !IsHidden(file.Relative))
                .OrderBy(file => file.Relative, StringComparer.Ordinal)
                .ToList();
            var modules = files
                .Where(file => file.Relative.EndsWith(ModuleSuffix, StringComparison.Ordinal) && !file.Relative.EndsWith(TestSuffix, StringComparison.Ordinal))
                .Select(file => new PolicyModule(file.Relative, File.ReadAllText(file.Full)))
                .ToList();
            if (modules.Count == 0)
            {
                throw new RuleFolderException($"There is no {ModuleSuffix} file in {root}.");
            }

            var data = new JsonObject();
            foreach (var (full, relative) in files.Where(file => Path.GetFileName(file.Relative) == DocumentName))
            {
                Place(data, relative, Parse(full, relative));
            }

            return PolicyBundle.Create(modules, data);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RuleFolderException($"The folder {root} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Files of editors, and the dated folders through which Kubernetes mounts a ConfigMap.</summary>
    private static bool IsHidden(string relative) => relative.Split('/').Any(part => part.StartsWith('.'));

    private static JsonObject Parse(string path, string name)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: Strict) as JsonObject
                ?? throw new RuleFolderException($"{name} must hold an object.");
        }
        catch (JsonException exception)
        {
            throw new RuleFolderException($"{name}: {exception.Message}", exception);
        }
    }

    private static void Place(JsonObject data, string name, JsonObject document)
    {
        var target = data;
        foreach (var step in name.Split('/')[..^1])
        {
            target = target[step] switch
            {
                null => (JsonObject)(target[step] = new JsonObject()),
                JsonObject inner => inner,
                _ => throw new RuleFolderException($"{name} lies where another document has a value."),
            };
        }

        foreach (var (member, value) in document)
        {
            if (!target.TryAdd(member, value?.DeepClone()))
            {
                throw new RuleFolderException($"{name} repeats '{member}' of another document.");
            }
        }
    }
}
