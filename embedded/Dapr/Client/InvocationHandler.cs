namespace Dapr.Client;

/// <summary>Turns a request for <c>http://app-id/path</c> into one to the sidecar that invokes that application.</summary>
public class InvocationHandler : DelegatingHandler
{
    private Uri _endpoint = new(DaprDefaults.GetDefaultHttpEndpoint(), UriKind.Absolute);

    /// <summary>The sidecar's HTTP address.</summary>
    public string DaprEndpoint
    {
        get => _endpoint.OriginalString;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            var given = new Uri(value, UriKind.Absolute);
            _endpoint = IsHttp(given) ? given : throw new ArgumentException("The URI scheme of the Dapr endpoint must be http or https.", nameof(value));
        }
    }

    /// <summary>The app id as its owner writes it: the host of a URI loses its capitals.</summary>
    public string? DefaultAppId { get; set; }

    internal string DaprApiToken { get; set; } = DaprDefaults.GetDefaultDaprApiToken(null);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var original = request.RequestUri;
        request.RequestUri = Rewrite(original);
        if (DaprApiToken.Length > 0)
        {
            request.Headers.Remove(DaprDefaults.ApiTokenHeader);
            request.Headers.TryAddWithoutValidation(DaprDefaults.ApiTokenHeader, DaprApiToken);
        }

        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            // A caller that looks at the request afterwards, or sends it again, sees what it made.
            request.RequestUri = original;
        }
    }

    internal Uri Rewrite(Uri? original)
    {
        if (original is null || !original.IsAbsoluteUri || !IsHttp(original))
        {
            throw new ArgumentException(
                $"The request URI '{original}' is not a valid Dapr service invocation destination.", nameof(original));
        }

        var appId = string.Equals(DefaultAppId, original.Host, StringComparison.OrdinalIgnoreCase) ? DefaultAppId : original.Host;
        return new Uri(_endpoint, $"/v1.0/invoke/{appId}/method{original.PathAndQuery}");
    }

    private static bool IsHttp(Uri uri) => uri.Scheme is "http" or "https";
}
