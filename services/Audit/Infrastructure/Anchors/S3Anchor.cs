using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Audit.Infrastructure.Anchors;

/// <summary>A bucket, addressed by path, which every S3-compatible store understands.</summary>
internal sealed class S3Anchor(S3AnchorOptions options, EndpointCaller caller, ISecretReader secrets, TimeProvider time) : IAnchorStore
{
    public const string SecretName = "audit-anchor-s3";

    public string Name => options.Name;

    public async Task<byte[]?> GetAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, path, [], cancellationToken);
        return answer switch
        {
            { IsSuccess: true } => answer.Body,
            { Status: StatusCodes.Status404NotFound } => null,
            _ => throw new AnchorUnavailableException($"Anchor {Name} answered {answer.Status} to GET {path}."),
        };
    }

    public async Task PutAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Put, path, content, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw new AnchorUnavailableException($"Anchor {Name} answered {answer.Status} to PUT {path}.");
        }
    }

    private async Task<EndpointAnswer> SendAsync(HttpMethod method, string path, byte[] content, CancellationToken cancellationToken)
    {
        var key = AwsSignature.Escape(options.Prefix is null ? $"/{options.Bucket}/{path}" : $"/{options.Bucket}/{options.Prefix}/{path}");
        using var request = new HttpRequestMessage(method, key);
        if (method == HttpMethod.Put)
        {
            request.Content = new ByteArrayContent(content);
        }

        var (now, hash) = (time.GetUtcNow(), AwsSignature.HashOf(content));
        var headers = new Dictionary<string, string>
        {
            ["host"] = options.Host,
            ["x-amz-content-sha256"] = hash,
            ["x-amz-date"] = AwsSignature.TimeOf(now),
        };
        var signature = await SignatureAsync(cancellationToken);
        request.Headers.TryAddWithoutValidation("Authorization", signature.Authorize(method.Method, key, "", headers, hash, now));
        foreach (var (name, value) in headers.Where(header => header.Key != "host"))
        {
            // The sidecar sends the host of its endpoint, which is the one signed here.
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await caller.SendAsync(options.Endpoint, request, cancellationToken);
    }

    /// <summary>Read for every request: whoever changes the key in the secret store need not restart anything.</summary>
    private async Task<AwsSignature> SignatureAsync(CancellationToken cancellationToken)
    {
        var text = options.Credentials.Length > 0 ? options.Credentials : await ReadSecretAsync(cancellationToken);
        return text.Split(':', 2) is [{ Length: > 0 } access, { Length: > 0 } secret]
            ? new AwsSignature(access, secret.Trim(), options.Region)
            : throw new AnchorUnavailableException($"Anchor {Name}: the credentials are not 'access key:secret key'.");
    }

    private async Task<string> ReadSecretAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await secrets.ReadAsync(SecretName, cancellationToken);
        }
        catch (SecretUnavailableException exception)
        {
            throw new AnchorUnavailableException($"Anchor {Name}: {exception.Message}", exception);
        }
    }
}
