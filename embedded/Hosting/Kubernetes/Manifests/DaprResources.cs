using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dapr;
using CommunityToolkit.Aspire.Hosting.Dapr;

namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>
/// The Dapr resources that the sidecars of the model use. They are taken as they are: what was tested locally is what the
/// cluster gets.
/// </summary>
internal sealed partial class DaprResources
{
    private static readonly string[] Kinds = ["Component", "Configuration", "HTTPEndpoint", "Resiliency", "Subscription"];
    private readonly SortedDictionary<string, DaprResource> _configurations = new(StringComparer.Ordinal);
    private readonly List<DaprResource> _resources;

    public DaprResources(DistributedApplicationModel model)
    {
        var sidecars = model.Resources.Select(DaprRuntime.SidecarOf).OfType<IDaprSidecarResource>().Select(DaprRuntime.OptionsOf).ToList();
        if (model.Resources.OfType<IDaprComponentResource>().FirstOrDefault(component => component.Options?.LocalPath is null) is { } modelled)
            throw new DistributedApplicationException($"Component '{modelled.Name}' exists only in the model; Kubernetes needs a file of it. Give it a LocalPath, or put it into a resources path.");
        foreach (var file in sidecars.Select(options => options.Config).OfType<string>().Distinct().Order(StringComparer.Ordinal))
        {
            _configurations[file] = ReadFile(file).Single();
        }

        var files = sidecars.SelectMany(options => options.ResourcesPaths).Distinct().SelectMany(FilesOf)
            .Concat(model.Resources.OfType<IDaprComponentResource>().Select(component => component.Options!.LocalPath!))
            .Distinct();
        _resources = [.. files.SelectMany(ReadFile).OrderBy(resource => resource.Kind, StringComparer.Ordinal).ThenBy(resource => resource.Name, StringComparer.Ordinal)];
        Verify(model);
    }

    public IEnumerable<DaprResource> All => _resources.Concat(_configurations.Values.DistinctBy(configuration => configuration.Name));

    public string ConfigurationName(string file) => _configurations[file].Name;

    public IEnumerable<DaprResource> VisibleTo(string appId) => _resources.Where(resource => resource.IsVisibleTo(appId));

    /// <summary>Secrets an app's own sidecar reads: those of its components, and those its Configuration offers to the app.</summary>
    public IReadOnlyList<SecretKey> SecretsReadBy(SidecarSpec sidecar)
    {
        var stores = VisibleTo(sidecar.AppId).Where(resource => resource.Type == "secretstores.kubernetes").Select(store => store.Name).ToList();
        var ofComponents = VisibleTo(sidecar.AppId).Where(resource => resource.SecretStore is { } store && stores.Contains(store)).SelectMany(resource => resource.Secrets);
        var offered = _configurations.Values.Where(configuration => configuration.Name == sidecar.Configuration)
            .SelectMany(configuration => stores.SelectMany(configuration.AllowedSecrets)).Select(SecretKey.Of);
        return [.. ofComponents.Concat(offered).Distinct().OrderBy(secret => secret.Secret, StringComparer.Ordinal).ThenBy(secret => secret.Key, StringComparer.Ordinal)];
    }

    /// <summary>Its sidecar speaks to the cluster's API, so it needs a token and a way there.</summary>
    public bool UsesClusterApi(SidecarSpec sidecar) => VisibleTo(sidecar.AppId).Any(resource => resource.Type == "secretstores.kubernetes");

    private static IEnumerable<string> FilesOf(string folder) =>
        Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file) is ".yaml" or ".yml");

    private static IEnumerable<DaprResource> ReadFile(string file) => YamlDocuments.Read(file).Select(document =>
    {
        var resource = new DaprResource(file, document);
        return Kinds.Contains(resource.Kind) && resource.Name.Length > 0
            ? resource
            : throw new DistributedApplicationException($"{file} holds a document of kind '{resource.Kind}' named '{resource.Name}'; Dapr has no such resource.");
    });

    private void Verify(DistributedApplicationModel model)
    {
        var apps = model.Resources.Where(resource => DaprRuntime.SidecarOf(resource) is not null)
            .Select(resource => DaprRuntime.OptionsOf(DaprRuntime.SidecarOf(resource)!).AppId ?? resource.Name).ToHashSet();
        if (apps.FirstOrDefault(app => !AppId().IsMatch(app)) is { } invalid)
            throw new DistributedApplicationException($"App id '{invalid}' cannot be published: with '-dapr' it names a Service, so at most 58 lower-case letters, digits and hyphens, a letter first.");
        foreach (var resource in _resources)
        {
            if (resource.IsLocalOnly)
                throw new DistributedApplicationException($"{resource.File}: {resource.Type} works on a developer's machine only and cannot be published.");
            if (resource.Scopes.FirstOrDefault(scope => !apps.Contains(scope)) is { } stranger)
                throw new DistributedApplicationException($"{resource.File}: '{stranger}' in scopes is no app id of this application.");
            if (resource.SecretStore is { } store && !_resources.Exists(other => other.Kind == "Component" && other.Name == store))
                throw new DistributedApplicationException($"{resource.File}: there is no secret store named '{store}' among the published components.");
        }

        if (_resources.GroupBy(resource => (resource.Kind, resource.Name)).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new DistributedApplicationException($"{twice.Key.Kind} '{twice.Key.Name}' is defined in {string.Join(" and ", twice.Select(resource => resource.File))}.");
    }

    [GeneratedRegex("^[a-z]([-a-z0-9]{0,56}[a-z0-9])?$")]
    private static partial Regex AppId();
}
