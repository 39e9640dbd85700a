using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dapr.Jobs.Extensions;

/// <summary>Maps the endpoint that jobs come to.</summary>
public static class EndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>POST /job/{jobName}</c>. The action gets, by type: the job's name, the payload, a cancellation token, and services.
    /// </summary>
    public static IEndpointRouteBuilder MapDaprScheduledJobHandler(this IEndpointRouteBuilder endpoints, Delegate action, TimeSpan? timeout = default)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(action);
        var parameters = action.Method.GetParameters();
        endpoints.MapPost("/job/{jobName}", async (HttpContext context, string jobName) =>
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            if (timeout is { } patience)
            {
                limit.CancelAfter(patience);
            }

            var payload = await PayloadAsync(context, limit.Token);
            var arguments = parameters.Select(parameter => Argument(parameter, jobName, payload, context.RequestServices, limit.Token)).ToArray();
            await InvokeAsync(action, arguments);
            return Results.Ok();
        });
        return endpoints;
    }

    /// <summary>As the original: a body without a length counts as none.</summary>
    private static async Task<ReadOnlyMemory<byte>> PayloadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength is not > 0)
        {
            return default;
        }

        var payload = new byte[context.Request.ContentLength.Value];
        await context.Request.Body.ReadExactlyAsync(payload, cancellationToken);
        return payload;
    }

    private static object? Argument(ParameterInfo parameter, string jobName, ReadOnlyMemory<byte> payload, IServiceProvider services, CancellationToken cancellationToken) =>
        parameter.ParameterType switch
        {
            var type when type == typeof(string) => jobName,
            var type when type == typeof(ReadOnlyMemory<byte>) => payload,
            var type when type == typeof(CancellationToken) => cancellationToken,
            var type => services.GetRequiredService(type),
        };

    private static async Task InvokeAsync(Delegate action, object?[] arguments)
    {
        object? result;
        try
        {
            result = action.DynamicInvoke(arguments);
        }
        catch (TargetInvocationException error) when (error.InnerException is { } thrown)
        {
            ExceptionDispatchInfo.Throw(thrown);
            throw;
        }

        if (result is Task task)
        {
            await task;
        }
        else if (result is ValueTask valueTask)
        {
            await valueTask;
        }
    }
}
