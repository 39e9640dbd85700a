using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Http;

internal static class ProblemsRegistration
{
    /// <summary>One JSON dialect and one error shape for every route, including those the framework answers itself.</summary>
    public static void AddProblems(this IHostApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => ContractsJson.Configure(options.SerializerOptions));
        builder.Services.AddExceptionHandler<ProblemExceptionHandler>();
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            context.ProblemDetails.Extensions["requestId"] = RequestContext.RequestId;
            context.ProblemDetails.Extensions.TryAdd("code", CodeOf(context.ProblemDetails.Status));
        });
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseMiddleware<RequestIdMiddleware>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }

    private static string CodeOf(int? status) => status switch
    {
        400 => ErrorCodes.BadRequest,
        401 => ErrorCodes.MissingToken,
        403 => ErrorCodes.Forbidden,
        404 => ErrorCodes.NotFound,
        413 => ErrorCodes.BodyTooLarge,
        429 => ErrorCodes.RateLimited,
        503 => ErrorCodes.ServiceUnavailable,
        >= 400 and < 500 => ErrorCodes.BadRequest,
        _ => ErrorCodes.InternalError,
    };
}
