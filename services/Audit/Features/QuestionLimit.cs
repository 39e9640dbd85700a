using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Options;

namespace OpenClaw.Audit.Features;

/// <summary>
/// A question may ask the database more than once, and archives after it: together they get a second more than one statement gets. A
/// caller's sidecar gives up a second after that, and would ask again.
/// </summary>
internal sealed class QuestionLimit(IOptions<QueryOptions> options) : IEndpointFilter
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (longest, gone) = (options.Value.StatementTimeout + Grace, context.HttpContext.RequestAborted);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(gone);
        limit.CancelAfter(longest);
        for (var place = 0; place < context.Arguments.Count; place++)
        {
            if (context.Arguments[place] is CancellationToken)
            {
                context.Arguments[place] = limit.Token;
            }
        }

        try
        {
            return await next(context);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !gone.IsCancellationRequested)
        {
            throw new AuditQueryTooSlowException(longest, exception);
        }
    }
}
