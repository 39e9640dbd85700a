using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Bindings;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Secrets.Kubernetes;

/// <summary><c>secretstores.kubernetes</c>: the secrets of a namespace, read through the cluster's API.</summary>
internal sealed class KubernetesSecretStore : ISecretStore, IDisposable
{
    private readonly KubernetesAccess _access;
    private readonly string? _namespace;
    private readonly HttpClient _http;

    [SuppressMessage("Security", "CA5359", Justification = "Only when the kubeconfig says insecure-skip-tls-verify.")]
    public KubernetesSecretStore(ComponentMetadata metadata, string sidecarNamespace)
    {
        _access = KubernetesAccess.From(metadata);
        _namespace = metadata.Text("defaultNamespace") ?? (sidecarNamespace.Length > 0 ? sidecarNamespace : null);
        var handler = AppChannel.CreateHandler(TimeSpan.FromSeconds(5));
        if (_access.SkipVerify)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        }
        else if (_access.Authorities is { } authorities)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) => HttpBindingTls.IsTrusted(certificate, errors, authorities);
        }
        if (_access.ClientCertificate is { } client)
        {
            handler.SslOptions.ClientCertificates = [client];
        }
        _http = new HttpClient(handler) { BaseAddress = _access.Server, Timeout = TimeSpan.FromSeconds(30) };
    }

    public IReadOnlyList<string> Capabilities { get; } = ["MULTIPLE_KEY_VALUES_PER_SECRET"];

    public async Task<IReadOnlyDictionary<string, string>> GetAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        using var document = await ReadAsync($"/api/v1/namespaces/{Uri.EscapeDataString(Namespace(metadata))}/secrets/{Uri.EscapeDataString(name)}", name, cancellationToken);
        return Data(document.RootElement);
    }

    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(
        IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        using var document = await ReadAsync($"/api/v1/namespaces/{Uri.EscapeDataString(Namespace(metadata))}/secrets", "*", cancellationToken);
        return document.RootElement.GetProperty("items").EnumerateArray().ToDictionary(
            item => item.GetProperty("metadata").GetProperty("name").GetString()!, item => (IReadOnlyDictionary<string, string>)Data(item), StringComparer.Ordinal);
    }

    public void Dispose() => _http.Dispose();

    private string Namespace(IReadOnlyDictionary<string, string> metadata) => metadata.GetValueOrDefault("namespace") is { Length: > 0 } named ? named
        : _namespace ?? throw new InvalidOperationException("namespace is missing on metadata and NAMESPACE env variable");

    private async Task<JsonDocument> ReadAsync(string path, string name, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var token = _access.TokenFile is { } file ? (await File.ReadAllTextAsync(file, cancellationToken)).Trim() : _access.Token;
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        using var answer = await _http.SendAsync(request, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            throw new KeyNotFoundException($"secrets \"{name}\" not found");
        }
        return answer.IsSuccessStatusCode ? await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken)
            : throw new HttpRequestException($"the API server answered {(int)answer.StatusCode}");
    }

    private static Dictionary<string, string> Data(JsonElement secret) =>
        !secret.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object ? []
            : data.EnumerateObject().ToDictionary(pair => pair.Name, pair => Encoding.UTF8.GetString(pair.Value.GetBytesFromBase64()), StringComparer.Ordinal);
}
