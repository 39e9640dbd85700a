using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Tampering;

/// <summary>A route that an investigation needs: it answers also when the log was tampered with.</summary>
internal sealed record OpenWhenTampered;

/// <summary>What a changed log says is not to be relied on, so it is not told.</summary>
internal sealed class TamperFilter(TamperGuard guard) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var isOpen = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<OpenWhenTampered>() is not null;
        return !isOpen && context.Arguments.OfType<Caller>().FirstOrDefault() is { } caller && guard.IsTampered(caller.TenantId)
            ? Failure.AuditTampered().ToProblem()
            : await next(context);
    }
}
