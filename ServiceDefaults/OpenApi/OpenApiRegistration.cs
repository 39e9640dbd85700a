using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.ServiceDefaults.OpenApi;

/// <summary>
/// Every service describes its own part of the API; the gateway puts the parts together. The description is made from the
/// routes themselves, so it cannot forget one.
/// </summary>
public static class OpenApiRegistration
{
    /// <summary>Where the gateway reads a service's part.</summary>
    public const string Path = "/internal/openapi/v1.json";

    /// <summary>Names the permission an operation needs.</summary>
    public const string PermissionExtension = "x-openclaw-permission";
    private const string Pattern = "/internal/openapi/{documentName}.json";
    private const string ApiPrefix = "api/v1/";

    public static void AddApiDescription(this IHostApplicationBuilder builder) => builder.Services.AddOpenApi(options =>
    {
        options.ShouldInclude = IsPublic;
        options.AddOperationTransformer(DescribeAccess);
        options.AddSchemaTransformer(DescribeObject);
    });

    public static void MapApiDescription(this WebApplication app) =>
        app.MapOpenApi(Pattern).RequireService(AppIds.Gateway);

    private static bool IsPublic(ApiDescription api) =>
        api.RelativePath?.StartsWith(ApiPrefix, StringComparison.Ordinal) == true
        && !api.ActionDescriptor.EndpointMetadata.OfType<ForServices>().Any();

    /// <summary>What <see cref="ContractsJson"/> reads with a converter of its own is an object nevertheless.</summary>
    private static Task DescribeObject(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(JsonObject))
        {
            schema.Type = JsonSchemaType.Object;
        }

        return Task.CompletedTask;
    }

    private static Task DescribeAccess(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
        if (metadata.OfType<PermissionMetadata>().LastOrDefault() is { } permission)
        {
            operation.Extensions[PermissionExtension] = new JsonNodeExtension(JsonValue.Create(permission.Permission)!);
        }
        else if (metadata.OfType<NeedsPerson>().Any())
        {
            operation.Extensions[PermissionExtension] = new JsonNodeExtension(JsonValue.Create("")!);
        }

        return Task.CompletedTask;
    }
}
