using System.Security.Cryptography;
using System.Text.Json;

namespace OpenClaw.AppHost;

/// <summary>
/// The local secret store: one file of name and value that sidecars read through <c>secretstores.local.file</c>. Keys and
/// passwords are made once and kept; connection values are written when their server is ready, before anything waits on it.
/// </summary>
internal sealed class LocalSecrets
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly Lock _gate = new();
    private readonly string _file;

    public LocalSecrets(string data)
    {
        _file = Path.Combine(data, "secrets.json");
        ComponentsFolder = Path.Combine(data, "components");
        AuditAnchorFolder = Path.Combine(data, "audit-anchor");
        AuditArchiveFolder = Path.Combine(data, "audit-archives");
    }

    public string ComponentsFolder { get; }

    /// <summary>Where the audit log's checkpoints are kept, out of the database.</summary>
    public string AuditAnchorFolder { get; }

    /// <summary>Where months go that nobody has to keep in the audit database.</summary>
    public string AuditArchiveFolder { get; }

    /// <summary>Where services keep the last policies they had, for a restart without the policy service.</summary>
    public string PolicyFolderOf(string service) => Path.Combine(Path.GetDirectoryName(_file)!, "policy", service);

    /// <summary>Writes what does not depend on a running server.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(ComponentsFolder);
        Directory.CreateDirectory(AuditAnchorFolder);
        Directory.CreateDirectory(AuditArchiveFolder);
        var known = Read();
        AddKeyPair(known, "internal-token");
        AddKeyPair(known, "policy-bundle");
        foreach (var name in (string[])["audit-signing-key", "audit-master-key"])
        {
            known.TryAdd(name, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        }

        foreach (var name in (string[])["oidc-client-secret", "github-token", "github-webhook-acme", "github-webhook-globex"])
        {
            known.TryAdd(name, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        }

        Write(known);
        WriteComponent("secrets.yaml", $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: secrets
            spec:
              type: secretstores.local.file
              version: v1
              metadata:
                - name: secretsFile
                  value: {JsonSerializer.Serialize(_file)}
            """);
    }

    public string Get(string name)
    {
        lock (_gate)
        {
            return Read()[name];
        }
    }

    public void Set(string name, string? value)
    {
        lock (_gate)
        {
            var known = Read();
            known[name] = value ?? "";
            Write(known);
        }
    }

    public void WriteGitHubEndpoint(string url) => WriteComponent("github-api.yaml", $"""
        apiVersion: dapr.io/v1alpha1
        kind: HTTPEndpoint
        metadata:
          name: github-api
        spec:
          version: v1
          baseUrl: {url}
        """);

    private static void AddKeyPair(Dictionary<string, string> known, string name)
    {
        if (!known.ContainsKey($"{name}-signing-key"))
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            known[$"{name}-signing-key"] = key.ExportPkcs8PrivateKeyPem();
            known[$"{name}-public-key"] = key.ExportSubjectPublicKeyInfoPem();
        }
    }

    private Dictionary<string, string> Read() =>
        File.Exists(_file) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(_file)) ?? [] : [];

    private void WriteComponent(string name, string content) => File.WriteAllText(Path.Combine(ComponentsFolder, name), content + "\n");

    // Readable by its owner only, and never half written: a sidecar may read at any moment.
    private void Write(Dictionary<string, string> values)
    {
        var next = _file + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(next, options))
        {
            writer.Write(JsonSerializer.Serialize(values, Indented));
        }

        File.Move(next, _file, overwrite: true);
    }
}
