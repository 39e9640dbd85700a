using System.Net.Http.Headers;
using System.Text;
using OpenClaw.Opa.Core;
using OpenClaw.Opa.Loading;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Reports;

/// <summary>A configured service: its address, headers and credentials.</summary>
internal sealed class ServiceClient : IDisposable
{
    // Long polls and slow uploads set their own, shorter or longer, deadlines.
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Uri _base;
    private readonly string? _tokenPath;

    private ServiceClient(string name, RegoValue value)
    {
        _base = Uri.TryCreate((value.At("url").AsText() ?? "").TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new BundleException($"config error: services.{name}.url: not an http address");
        foreach (var (header, content) in value.At("headers").Members())
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation(header, content.AsText());
        }

        foreach (var (kind, credentials) in value.At("credentials").Members())
        {
            switch (kind)
            {
                case "bearer":
                    _tokenPath = credentials.At("token_path").AsText();
                    Authorize(credentials.At("scheme").AsText() ?? "Bearer", credentials.At("token").AsText());
                    break;
                case "basic":
                    Authorize("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.At("username").AsText()}:{credentials.At("password").AsText()}")));
                    break;
                default:
                    throw new BundleException($"config error: services.{name}.credentials.{kind}: not supported by this server");
            }
        }
    }

    public static IReadOnlyDictionary<string, ServiceClient> All(OpaConfig config) =>
        config.Services.ToDictionary(service => service.Name, service => new ServiceClient(service.Name, service.Value), StringComparer.Ordinal);

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string resource, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(_base, resource.TrimStart('/'));
        if (_tokenPath is not null)
        {
            // Read each time: the file is how tokens are renewed.
            var token = (await File.ReadAllTextAsync(_tokenPath, cancellationToken)).Trim();
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private void Authorize(string scheme, string? parameter)
    {
        if (parameter is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, parameter);
        }
    }
}
