using System.Globalization;
using System.Text.Json;

namespace OpenClaw.Testing.Audit;

/// <summary>
/// The repository's own resource files as far as the audit path uses them: the durable topic, its subscriptions and the
/// resiliency rules, with the connection to a broker in a local secret store.
/// </summary>
internal sealed class AuditResources : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("audit-resources-");

    public AuditResources(RabbitMqServer broker)
    {
        var components = _folder.CreateSubdirectory("components");
        var subscriptions = _folder.CreateSubdirectory("subscriptions");
        foreach (var name in (string[])["pubsub.yaml", "resiliency.yaml"])
        {
            File.Copy(Path.Combine(SolutionPaths.Root, "components", name), Path.Combine(components.FullName, name));
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(SolutionPaths.Root, "components", "subscriptions"), "audit-audit-entries*.yaml"))
        {
            File.Copy(file, Path.Combine(subscriptions.FullName, Path.GetFileName(file)));
        }

        var secrets = Path.Combine(_folder.FullName, "secrets.json");
        File.WriteAllText(secrets, JsonSerializer.Serialize(new Dictionary<string, string> { ["rabbitmq-connection"] = broker.ConnectionString }));
        File.WriteAllText(Path.Combine(components.FullName, "secrets.yaml"), string.Create(CultureInfo.InvariantCulture, $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: secrets
            spec:
              type: secretstores.local.file
              version: v1
              metadata:
                - name: secretsFile
                  value: {secrets}

            """));
        Folders = [components.FullName, subscriptions.FullName];
    }

    public IReadOnlyList<string> Folders { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
