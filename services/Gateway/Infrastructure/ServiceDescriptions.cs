using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OpenClaw.Gateway.Features.ApiDescription;
using OpenClaw.Gateway.Features.Forwarding;
using OpenClaw.ServiceDefaults.OpenApi;

namespace OpenClaw.Gateway.Infrastructure;

internal sealed class ServiceDescriptions([FromKeyedServices("v1")] IOpenApiDocumentProvider own, IServiceInvoker invoker) : IServiceDescriptions
{
    public async Task<JsonNode> OwnAsync(CancellationToken cancellationToken)
    {
        var document = await own.GetOpenApiDocumentAsync(cancellationToken);
        return JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken))!;
    }

    public async Task<JsonNode> OfAsync(string appId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, (Uri?)null);
        using var response = await invoker.SendAsync(request, appId, OpenApiRegistration.Path, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonNode.ParseAsync(body, cancellationToken: cancellationToken) ?? throw new HttpRequestException("The description is empty.");
    }
}
