namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>Shapes that all objects share.</summary>
internal sealed class ObjectShapes(string application, string release, string kubernetesNamespace)
{
    public const string ComponentLabel = "app.kubernetes.io/component";
    public const string ParametersConfigMap = "parameters";

    public string Namespace { get; } = kubernetesNamespace;

    public string Application { get; } = application;

    /// <summary>The three standard labels; they are also the selector.</summary>
    public Map Labels(string component) => new()
    {
        ["app.kubernetes.io/name"] = Application,
        [ComponentLabel] = component,
        ["app.kubernetes.io/instance"] = release,
    };

    public Map Create(string apiVersion, string kind, string name, string component) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["metadata"] = new Map { ["name"] = name, ["namespace"] = Namespace, ["labels"] = Labels(component) },
    };

    public Map Selector(string component) => new() { ["matchLabels"] = Labels(component) };

    /// <summary>Pods of any of the components.</summary>
    public Map SelectorOfAny(IEnumerable<string> components) => new()
    {
        ["matchLabels"] = new Map { ["app.kubernetes.io/name"] = Application, ["app.kubernetes.io/instance"] = release },
        ["matchExpressions"] = new List<Map>
        {
            new() { ["key"] = ComponentLabel, ["operator"] = "In", ["values"] = components.ToList() },
        },
    };

    public static Map Variable(EnvironmentEntry entry)
    {
        var variable = new Map { ["name"] = entry.Name };
        if (entry.Secret is { } secret)
            return variable.With("valueFrom", new Map { ["secretKeyRef"] = new Map { ["name"] = secret.Secret, ["key"] = secret.Key } });
        return entry.Parameter is { } parameter
            ? variable.With("valueFrom", new Map { ["configMapKeyRef"] = new Map { ["name"] = ParametersConfigMap, ["key"] = parameter }.With("optional", entry.IsOptional ? true : null) })
            : variable.With("value", entry.Value);
    }

    /// <summary>What the "restricted" pod security level asks of a container.</summary>
    public static Map ContainerSecurity(bool readOnlyRoot) => new()
    {
        ["allowPrivilegeEscalation"] = false,
        ["readOnlyRootFilesystem"] = readOnlyRoot,
        ["capabilities"] = new Map { ["drop"] = new List<string> { "ALL" } },
    };

    public static Map PodSecurity(int userId) => new()
    {
        ["runAsNonRoot"] = true,
        ["runAsUser"] = userId,
        ["runAsGroup"] = userId,
        ["fsGroup"] = userId,
        ["fsGroupChangePolicy"] = "OnRootMismatch",
        ["seccompProfile"] = new Map { ["type"] = "RuntimeDefault" },
    };

    /// <summary>No limit on CPU: a throttled service answers late while cores idle. Memory is limited, so one leak stays one pod's.</summary>
    public static Map Resources(string cpu, string memory, string memoryLimit) => new()
    {
        ["requests"] = new Map { ["cpu"] = cpu, ["memory"] = memory },
        ["limits"] = new Map { ["memory"] = memoryLimit },
    };
}
