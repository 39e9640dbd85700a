using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Grpc;

/// <summary>The gRPC port of a sidecar, byte by byte, so that requests can be wrong as well.</summary>
internal sealed class GrpcConnection(SidecarProcess sidecar) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseProxy = false })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{sidecar.GrpcPort}"),
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>One message to a method of the Dapr service, or to any path.</summary>
    public Task<GrpcAnswer> CallAsync(string method, byte[] message, params (string Name, string Value)[] metadata) => SendAsync(method, Frame(message), metadata);

    /// <summary>Any bytes in the place of messages.</summary>
    public async Task<GrpcAnswer> SendAsync(string method, byte[] body, params (string Name, string Value)[] metadata)
    {
        using var response = await BeginAsync(method, body, metadata);
        var content = await response.Content.ReadAsByteArrayAsync();
        var all = response.Headers.Concat(response.TrailingHeaders).GroupBy(header => header.Key).ToDictionary(
            group => group.Key, group => string.Join(',', group.SelectMany(header => header.Value)), StringComparer.OrdinalIgnoreCase);
        return new GrpcAnswer(
            all.TryGetValue("grpc-status", out var code) ? int.Parse(code, CultureInfo.InvariantCulture) : -1,
            Uri.UnescapeDataString(all.GetValueOrDefault("grpc-message", "")),
            content.Length > 5 ? content[5..] : [],
            all);
    }

    /// <summary>The answer from its headers on; the rest is still to be read.</summary>
    public Task<HttpResponseMessage> BeginAsync(string method, byte[] body, (string Name, string Value)[] metadata, string contentType = "application/grpc")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, method.StartsWith('/') ? method : $"/dapr.proto.runtime.v1.Dapr/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } },
        };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        foreach (var (name, value) in metadata)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public static byte[] Frame(byte[] message)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public void Dispose() => _client.Dispose();
}
