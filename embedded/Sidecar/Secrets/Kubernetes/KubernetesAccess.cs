using System.Security.Cryptography.X509Certificates;
using OpenClaw.Sidecar.Resources;
using YamlDotNet.RepresentationModel;

namespace OpenClaw.Sidecar.Secrets.Kubernetes;

/// <summary>Where the API server is and what it wants to see: from a kubeconfig, or from the pod we run in.</summary>
internal sealed record KubernetesAccess(Uri Server)
{
    private const string Account = "/var/run/secrets/kubernetes.io/serviceaccount/";

    public string? Token { get; init; }

    /// <summary>Read for every call, because the cluster renews the token of a pod.</summary>
    public string? TokenFile { get; init; }
    public X509Certificate2Collection? Authorities { get; init; }
    public X509Certificate2? ClientCertificate { get; init; }
    public bool SkipVerify { get; init; }

    public static KubernetesAccess From(ComponentMetadata metadata)
    {
        var file = metadata.Text("kubeconfigPath") ?? Environment.GetEnvironmentVariable("KUBECONFIG");
        if (!string.IsNullOrEmpty(file))
        {
            return File.Exists(file) ? FromFile(metadata.Component, file) : throw new ResourceException($"component {metadata.Component}: kubeconfigPath does not exist: {file}");
        }
        return Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 } host && File.Exists(Account + "token")
            ? new KubernetesAccess(new Uri($"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT") ?? "443"}"))
            {
                TokenFile = Account + "token",
                Authorities = Pem(File.ReadAllText(Account + "ca.crt")),
            }
            : throw new ResourceException($"component {metadata.Component}: there is no kubeconfigPath, and this is no pod of a cluster");
    }

    private static KubernetesAccess FromFile(string component, string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(file)));
        var root = yaml.Documents[0].RootNode;
        var context = Named(root, "contexts", root.At("current-context").Text(), component).At("context");
        var cluster = Named(root, "clusters", context.At("cluster").Text(), component).At("cluster");
        var user = Named(root, "users", context.At("user").Text(), component).At("user");
        if (user.At("exec") is not null || user.At("auth-provider") is not null)
        {
            throw new ResourceException($"component {component}: {file} signs in through a program, which the embedded sidecar does not support");
        }
        var authorities = Data(cluster, "certificate-authority", file);
        var (certificate, key) = (Data(user, "client-certificate", file), Data(user, "client-key", file));
        return new KubernetesAccess(new Uri(cluster.At("server").Text() ?? throw new ResourceException($"component {component}: {file} names no server")))
        {
            Token = user.At("token").Text(),
            TokenFile = user.At("tokenFile").Text(),
            Authorities = authorities is null ? null : Pem(authorities),
            ClientCertificate = certificate is null || key is null ? null : X509Certificate2.CreateFromPem(certificate, key),
            SkipVerify = cluster.At("insecure-skip-tls-verify").Truthy(),
        };
    }

    private static YamlNode Named(YamlNode root, string list, string? name, string component) =>
        root.At(list).Items().FirstOrDefault(item => item.At("name").Text() == name)
        ?? throw new ResourceException($"component {component}: the kubeconfig has no entry {name} under {list}");

    /// <summary>PEM given as base64 in place, or as the path of a file.</summary>
    private static string? Data(YamlNode? node, string name, string file) =>
        node.At(name + "-data").Text() is { } inline ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(inline))
        : node.At(name).Text() is { } path ? File.ReadAllText(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, path)) : null;

    private static X509Certificate2Collection Pem(string text)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(text);
        return certificates;
    }
}
