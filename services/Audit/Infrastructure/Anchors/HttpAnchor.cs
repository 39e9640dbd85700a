using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Options;

namespace OpenClaw.Audit.Infrastructure.Anchors;

/// <summary>Any place that takes <c>PUT</c> and answers <c>GET</c>, such as a WebDAV share or a store of one's own.</summary>
internal sealed class HttpAnchor(HttpAnchorOptions options, EndpointCaller caller) : IAnchorStore
{
    public string Name => options.Name;

    public async Task<byte[]?> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, PathOf(path));
        var answer = await caller.SendAsync(options.Endpoint, request, cancellationToken);
        return answer switch
        {
            { IsSuccess: true } => answer.Body,
            { Status: StatusCodes.Status404NotFound } => null,
            _ => throw Refused("GET", path, answer),
        };
    }

    public async Task PutAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, PathOf(path)) { Content = new ByteArrayContent(content) };
        var answer = await caller.SendAsync(options.Endpoint, request, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw Refused("PUT", path, answer);
        }
    }

    private string PathOf(string path) => options.Prefix is null ? $"/{path}" : $"/{options.Prefix}/{path}";

    private AnchorUnavailableException Refused(string verb, string path, EndpointAnswer answer) =>
        new($"Anchor {Name} answered {answer.Status} to {verb} {path}.");
}
