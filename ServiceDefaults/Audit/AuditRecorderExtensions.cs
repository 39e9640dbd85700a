using System.Text.Json.Nodes;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>The usual life of an act that is not repeated after a crash.</summary>
public static class AuditRecorderExtensions
{
    /// <summary>
    /// Intent, effect, outcome. An effect that throws, whatever and wherever, leaves the outcome "error" before the exception
    /// goes on: nobody will repeat it under the same intent.
    /// </summary>
    public static async Task<T> RunAsync<T>(
        this IAuditRecorder recorder, AuditIntent intent, Func<Task<T>> effect, Func<T, AuditResult> resultOf, CancellationToken cancellationToken)
    {
        var handle = await recorder.IntentAsync(intent, cancellationToken);
        T result;
        try
        {
            result = await effect();
        }
        catch (Exception exception)
        {
            var failed = new AuditResult(AuditOutcome.Error) { Detail = new JsonObject { ["failure"] = exception.GetType().Name } };
            await recorder.OutcomeAsync(handle, failed, CancellationToken.None);
            throw;
        }

        await recorder.OutcomeAsync(handle, resultOf(result), cancellationToken);
        return result;
    }
}
