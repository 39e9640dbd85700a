using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>OPA's data API: <c>POST /v1/data/openclaw/decision?provenance=true</c>.</summary>
internal sealed class OpaClient(IHttpClientFactory clients, IConfiguration configuration, IOptions<OpaOptions> options)
{
    public const string ClientName = "opa";
    private const string Invocation = "/v1.0/invoke/";

    /// <summary>The answer, and the revision of the bundle it came from.</summary>
    /// <exception cref="PolicySourceException">OPA cannot be asked, or gave no usable answer.</exception>
    public async Task<(JsonNode? Result, string Revision)> DecideAsync(GovernedAction action, CancellationToken cancellationToken)
    {
        using var request = RequestTo(HttpMethod.Post, "v1/data/openclaw/decision?provenance=true");
        request.Content = new ReadOnlyMemoryContent(QuestionOf(action)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var answer = JsonNode.Parse(await SendAsync(request, cancellationToken));
        return (string?)answer?["provenance"]?["bundles"]?[options.Value.Bundle]?["revision"] is { Length: > 0 } revision
            ? (answer["result"], revision)
            : throw new PolicySourceException($"OPA has no bundle '{options.Value.Bundle}'.");
    }

    /// <summary>Throws unless it has its bundles.</summary>
    /// <exception cref="PolicySourceException">It is not ready.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var request = RequestTo(HttpMethod.Get, "health?bundles");
        await SendAsync(request, cancellationToken);
    }

    private static byte[] QuestionOf(GovernedAction action)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Write("{\"input\":"u8);
        PolicyInput.Write(buffer, action);
        buffer.Write("}"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private HttpRequestMessage RequestTo(HttpMethod method, string path)
    {
        var address = options.Value.Url.ToString();
        var request = new HttpRequestMessage(method, new Uri(new Uri(address.EndsWith('/') ? address : address + "/"), path));
        if (options.Value.Url.AbsolutePath.StartsWith(Invocation, StringComparison.Ordinal))
        {
            SidecarAddress.AddApiToken(request, configuration);
        }

        return request;
    }

    private async Task<string> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var answer = await client.SendAsync(request, cancellationToken);
            var text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            return answer.IsSuccessStatusCode ? text : throw new PolicySourceException($"OPA answered {(int)answer.StatusCode}.");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new PolicySourceException($"OPA cannot be asked: {exception.Message}", exception);
        }
    }
}
