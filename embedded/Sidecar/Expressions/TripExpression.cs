using OpenClaw.Sidecar.Resiliency;

namespace OpenClaw.Sidecar.Expressions;

/// <summary>A circuit breaker's <c>trip</c>. An error or a non-boolean result does not trip.</summary>
internal static class TripExpression
{
    private static readonly string[] Variables = ["requests", "totalSuccesses", "totalFailures", "consecutiveSuccesses", "consecutiveFailures"];

    public static Func<BreakerCounts, bool> Compile(string text)
    {
        var expression = Expression.Compile(text, Variables);
        return counts =>
        {
            try
            {
                return expression.Test(name => (long)(name switch
                {
                    "requests" => counts.Requests,
                    "totalSuccesses" => counts.TotalSuccesses,
                    "totalFailures" => counts.TotalFailures,
                    "consecutiveSuccesses" => counts.ConsecutiveSuccesses,
                    _ => counts.ConsecutiveFailures,
                }));
            }
            catch (ExpressionException)
            {
                return false;
            }
        };
    }
}
