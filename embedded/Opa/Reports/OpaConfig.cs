using OpenClaw.Opa.Core;
using OpenClaw.Opa.Loading;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Reports;

/// <summary>The configuration file with the overrides of the command line; what this server cannot do is refused by name.</summary>
internal sealed class OpaConfig
{
    private static readonly HashSet<string> Known =
    [
        "services", "labels", "bundles", "decision_logs", "status", "default_decision", "default_authorization_decision", "keys",
        "persistence_directory", "server", "nd_builtin_cache",
    ];

    private OpaConfig(RegoValue root)
    {
        Root = root;
        Labels = [.. root.At("labels").Members(), ("id", Json.Text(Guid.NewGuid().ToString())), ("version", Json.Text(OpaVersion.Number))];
        DefaultDecision = root.At("default_decision").AsText() ?? "/system/main";
        DefaultAuthorization = root.At("default_authorization_decision").AsText() ?? "/system/authz/allow";
    }

    public RegoValue Root { get; }

    public IReadOnlyList<(string Name, RegoValue Value)> Labels { get; }

    /// <summary>Decision events carry the results of non-deterministic built-ins. Default false, as in OPA: they may be secret.</summary>
    public bool KeepsAnswers => Root.At("nd_builtin_cache").IsTrue();

    public string DefaultDecision { get; }

    public string DefaultAuthorization { get; }

    public ObjectValue LabelsJson => Json.Object(Labels.Select(label => (label.Name, (RegoValue?)label.Value)));

    /// <summary>What <c>/v1/config</c> shows: without credentials and keys.</summary>
    public ObjectValue Public => Json.Object(
    [
        .. Root.Members().Where(member => member.Name is not ("keys" or "services" or "labels")).Select(member => (member.Name, (RegoValue?)member.Value)),
        ("labels", LabelsJson),
        ("services", Root.At("services") is { } services ? Redact(services) : null),
        ("keys", Root.At("keys") is { } keys ? Json.Object(keys.Members().Select(key => (key.Name, (RegoValue?)Hide(key.Value, "key", "private_key")))) : null),
        ("default_decision", Json.Text(DefaultDecision)),
        ("default_authorization_decision", Json.Text(DefaultAuthorization)),
    ]);

    /// <summary>Services by name; the file may hold them as a list or as an object.</summary>
    public IEnumerable<(string Name, RegoValue Value)> Services => Root.At("services") is ArrayValue list
        ? list.Items.Select(item => (item.At("name").AsText() ?? "", item))
        : Root.At("services").Members();

    public static OpaConfig Load(string? path, IEnumerable<string> overrides)
    {
        RegoValue root = path is null ? ObjectValue.Empty : SourceText.Parse(System.Text.Encoding.UTF8.GetBytes(Expand(SourceText.Decode(File.ReadAllBytes(path)))), "config.yaml");
        foreach (var assignment in overrides)
        {
            var (name, value) = assignment.Split('=', 2) is [var left, var right] ? (left, right) : throw new BundleException($"--set {assignment}: expected key=value");
            root = DataTree.Put(root, name.Split('.'), Scalar(Expand(value)), name);
        }

        foreach (var (name, _) in root.Members().Where(member => !Known.Contains(member.Name)))
        {
            throw new BundleException($"config error: {name}: not supported by this server");
        }

        return new OpaConfig(root);
    }

    /// <summary><c>${NAME}</c> stands for an environment variable, in OPA's configuration as in its <c>--set</c>.</summary>
    private static string Expand(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, @"\$\{([^}]+)\}", match => Environment.GetEnvironmentVariable(match.Groups[1].Value) ?? "");

    private static RegoValue Scalar(string text) => text switch
    {
        "true" => BooleanValue.True,
        "false" => BooleanValue.False,
        _ => NumberValue.Parse(text) ?? (RegoValue)Json.Text(text),
    };

    private static RegoValue Redact(RegoValue services) => services is ArrayValue list
        ? Json.Array(list.Items.Select(item => Hide(item, "credentials", "headers")))
        : Json.Object(services.Members().Select(member => (member.Name, (RegoValue?)Hide(member.Value, "credentials", "headers"))));

    private static ObjectValue Hide(RegoValue value, params string[] names) =>
        Json.Object(value.Members().Where(member => !names.Contains(member.Name)).Select(member => (member.Name, (RegoValue?)member.Value)));
}
