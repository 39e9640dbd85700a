using Microsoft.Extensions.Options;
using OpenClaw.Gateway.Options;

namespace OpenClaw.Gateway.Features.Sessions;

/// <summary>The address people see. Forwarded headers are never believed: an operator configures what stands in front.</summary>
internal sealed class PublicAddress(IOptions<GatewayOptions> options)
{
    private readonly Uri? _configured = options.Value.PublicUrl is { Length: > 0 } url ? new Uri(url) : null;

    public string OriginOf(HttpRequest request) =>
        _configured?.GetLeftPart(UriPartial.Authority) ?? $"{request.Scheme}://{request.Host}";

    public bool IsSecure(HttpRequest request) => _configured is null ? request.IsHttps : _configured.Scheme == Uri.UriSchemeHttps;
}
