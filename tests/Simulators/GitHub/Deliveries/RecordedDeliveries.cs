namespace OpenClaw.Simulators.GitHub.Deliveries;

/// <summary>Real deliveries from a folder of files named <c>event[.action].NN.json</c>.</summary>
public static class RecordedDeliveries
{
    public static IReadOnlyList<WebhookDelivery> Read(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json")
            .Order(StringComparer.Ordinal)
            .Select(path => (Name: Path.GetFileNameWithoutExtension(path), Path: path))
            .Select(file => new WebhookDelivery(
                $"recorded {file.Name}", file.Name.Split('.')[0], WebhookDelivery.IdOf($"recorded {file.Name}"), File.ReadAllBytes(file.Path)))];
}
