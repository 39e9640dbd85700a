using System.Text.Json;

namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>What was emitted, what the cluster must provide, and what was left out and why.</summary>
internal sealed class PublishSummary(ObjectShapes objects, IReadOnlyList<WorkloadSpec> workloads, DaprResources dapr, WorkloadReader reader, ManifestFolder folder)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly object[] NotEmitted =
    [
        new { Item = "Helm chart", Reason = "Plain manifests and kustomizations come first; images, replicas and stores can be changed through them." },
        new { Item = "Ingress or Gateway", Reason = "Host name, class and certificates are the cluster's; route to the Service of the external workload and end TLS there." },
        new { Item = "Access control lists of Dapr", Reason = "Each service checks the calling app per route; the same Configuration files are used on a developer's machine." },
        new { Item = "Spans of the sidecars", Reason = "The Configuration files name no collector, because none is the same everywhere; add spec.tracing.otel to export them." },
        new { Item = "Dashboard", Reason = "It keeps everything in memory and knows no users; send telemetry to a collector instead." },
        new { Item = "Secrets", Reason = "A value never passes through the publisher; the cluster provides what is listed under provide." },
    ];

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            objects.Application,
            objects.Namespace,
            Requires = (string[])["Kubernetes 1.30 or newer", "Dapr 1.18 or newer in namespace dapr-system", "a network plugin that enforces NetworkPolicy", "a metrics server for the autoscalers"],
            Images = workloads.OrderBy(workload => workload.Name, StringComparer.Ordinal).Select(workload => new { workload.Name, workload.Image, Origin = workload.IsProject ? "build from this repository" : "public" }),
            Provide = new { Secrets = Secrets(), ConfigMaps = ConfigMaps(), OptionalConfigMaps = workloads.Where(workload => workload.IsProject).Select(workload => $"{workload.Name}-config").Order(StringComparer.Ordinal) },
            Emitted = folder.Files.Select(file => new { File = file, Objects = folder.Objects.Where(written => written.File == file).Select(written => $"{written.Kind}/{written.Name}") }),
            LeftOut = reader.LeftOut().Select(left => (object)new { Item = left.Name, left.Reason }).Concat(NotEmitted),
        },
        Indented) + "\n";

    private IEnumerable<object> Secrets()
    {
        var needed = workloads.SelectMany(workload => NeededBy(workload).Select(secret => (secret, By: workload.Name)))
            .Concat(dapr.All.Where(resource => resource.SecretStore is null).SelectMany(resource => resource.Secrets.Select(secret => (secret, By: resource.Name))));
        return needed.GroupBy(entry => entry.secret.Secret).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new
        {
            Name = group.Key,
            Keys = group.Select(entry => entry.secret.Key).Distinct().Order(StringComparer.Ordinal),
            UsedBy = group.Select(entry => entry.By).Distinct().Order(StringComparer.Ordinal),
        });
    }

    private IEnumerable<SecretKey> NeededBy(WorkloadSpec workload)
    {
        var variables = workload.Environment.Select(entry => entry.Secret).OfType<SecretKey>();
        return workload.Sidecar is { } sidecar
            ? variables.Concat(dapr.SecretsReadBy(sidecar)).Append(new SecretKey(sidecar.ApiTokenSecret, "token")).Append(new SecretKey(sidecar.AppTokenSecret, "token"))
            : variables;
    }

    private IEnumerable<object> ConfigMaps()
    {
        var parameters = workloads.SelectMany(workload => workload.Environment).Where(entry => entry.Parameter is not null).DistinctBy(entry => entry.Parameter).OrderBy(entry => entry.Parameter, StringComparer.Ordinal).ToList();
        return parameters.Count == 0 ? [] :
        [
            new
            {
                Name = ObjectShapes.ParametersConfigMap,
                Keys = parameters.Where(entry => !entry.IsOptional).Select(entry => entry.Parameter),
                OptionalKeys = parameters.Where(entry => entry.IsOptional).Select(entry => entry.Parameter),
            },
        ];
    }
}
