using System.Globalization;
using System.Text;

namespace OpenClaw.Faults.Sidecar;

/// <summary>A folder of resource files for one scenario.</summary>
internal sealed class ResourceFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sidecar-faults-");

    /// <summary>Where the app writes.</summary>
    public string AppFile => System.IO.Path.Combine(_folder.FullName, "app.log");

    public string Folder(string name) => _folder.CreateSubdirectory(name).FullName;

    public string Write(string folder, string file, string yaml)
    {
        var path = Folder(folder);
        File.WriteAllText(System.IO.Path.Combine(path, file), yaml);
        return path;
    }

    public static string Component(string name, string type, string version, params (string Name, string Value)[] metadata)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture,
            $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: {type}\n  version: {version}\n  metadata:\n");
        foreach (var (key, value) in metadata)
        {
            text.Append(CultureInfo.InvariantCulture, $"    - name: {key}\n      value: \"{value}\"\n");
        }
        return text.ToString();
    }

    public const string Subscription = "apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata:\n  name: s\nspec:\n  pubsubname: pubsub\n  topic: faults\n  routes:\n    default: /in\n";

    /// <summary>An app that is away is waited for: without a policy a message it does not take is given up at once.</summary>
    public const string Retries =
        "apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata:\n  name: r\nspec:\n  policies:\n    retries:\n      patient: {policy: constant, duration: 200ms, maxRetries: -1}\n  targets:\n    components:\n      pubsub:\n        inbound: {retry: patient}\n";

    public void Dispose() => _folder.Delete(recursive: true);
}
