namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>
/// Where images, replicas and stores are changed without publishing again. The files have no extension: kustomize knows the
/// name, and <c>apply -f</c> of the folder passes over it.
/// </summary>
internal sealed class KustomizeFiles(ObjectShapes objects, ManifestFolder folder, IReadOnlyList<WorkloadSpec> workloads)
{
    private const string FileName = "Kustomization";
    private const string ExternalStores = "overlays/external-stores";

    // Brokers and databases are usually in the company's own network.
    private static readonly string[] PrivateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

    private IEnumerable<WorkloadSpec> Stores => workloads.Where(workload => workload.Kind == WorkloadKind.StatefulSet);

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await folder.WriteAsync($"manifests/{FileName}", [Base()], cancellationToken).ConfigureAwait(false);
        if (!Stores.Any())
            return;
        await folder.WriteAsync($"{ExternalStores}/{FileName}", [Overlay()], cancellationToken).ConfigureAwait(false);
        await folder.WriteAsync($"{ExternalStores}/allow-stores.yaml", [AllowStores()], cancellationToken).ConfigureAwait(false);
    }

    private static Map Kustomization() => new() { ["apiVersion"] = "kustomize.config.k8s.io/v1beta1", ["kind"] = "Kustomization" };

    private Map Base() => Kustomization()
        .With("resources", folder.Files.Where(file => file.EndsWith(".yaml", StringComparison.Ordinal)).Select(file => file["manifests/".Length..]).ToList())
        .With("images", workloads.Where(workload => workload.IsProject).Select(workload => workload.Image).Order(StringComparer.Ordinal)
            .Select(image => new Map { ["name"] = image[..image.LastIndexOf(':')], ["newTag"] = image[(image.LastIndexOf(':') + 1)..] }).ToList());

    /// <summary>The same system on servers that somebody else runs: their names stand behind the Services that all settings name.</summary>
    private Map Overlay() => Kustomization()
        .With("resources", new List<string> { "../../manifests", "allow-stores.yaml" })
        .With("patches", Stores.SelectMany(Patches).ToList());

    private IEnumerable<Map> Patches(WorkloadSpec store)
    {
        foreach (var written in folder.Objects.Where(written => written.File.EndsWith($"/{store.Name}.yaml", StringComparison.Ordinal) && written.Kind != "Service"))
        {
            yield return new Map
            {
                ["target"] = new Map { ["kind"] = written.Kind, ["name"] = written.Name },
                ["patch"] = $"$patch: delete\nkind: {written.Kind}\nmetadata:\n  name: {written.Name}\n",
            };
        }

        yield return new Map
        {
            ["target"] = new Map { ["kind"] = "Service", ["name"] = $"{store.Name}-service" },
            ["patch"] = $"- op: replace\n  path: /spec\n  value:\n    type: ExternalName\n    externalName: {store.Name}.example.invalid\n",
        };
    }

    private Map AllowStores()
    {
        var names = Stores.Select(store => store.Name).ToList();
        var callers = workloads.Where(workload => workload.Calls.Overlaps(names)).Select(workload => workload.Name).Order(StringComparer.Ordinal);
        return objects.Create("networking.k8s.io/v1", "NetworkPolicy", "allow-stores", objects.Application).With("spec", new Map
        {
            ["podSelector"] = objects.SelectorOfAny(callers),
            ["policyTypes"] = new List<string> { "Egress" },
            ["egress"] = new List<Map>
            {
                new()
                {
                    ["to"] = PrivateNetworks.Select(network => new Map { ["ipBlock"] = new Map { ["cidr"] = network } }).ToList(),
                    ["ports"] = Stores.SelectMany(store => store.Ports).Select(port => port.Port).Order().Select(port => new Map { ["port"] = port, ["protocol"] = "TCP" }).ToList(),
                },
            },
        });
    }
}
