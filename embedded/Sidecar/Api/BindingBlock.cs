using OpenClaw.Sidecar.Bindings;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Api;

/// <summary>What calling an output binding does, whichever protocol asks.</summary>
internal sealed class BindingBlock(ComponentRegistry components, ResiliencyProvider resiliency)
{
    public async Task<BindingResponse> InvokeAsync(string name, BindingRequest request, CancellationToken cancellationToken)
    {
        if (!components.OutputBindings.TryGetValue(name, out var binding))
        {
            throw Failed(name, $"couldn't find output binding {name}");
        }
        if (request.Operation.Length == 0)
        {
            throw Failed(name, "operation field is missing from request");
        }
        try
        {
            return await ComponentMeter.MeasureAsync(SidecarMetrics.OutputBindings, SidecarMetrics.OutputBindingLatency, name, request.Operation,
                () => resiliency.Outbound(name, "Binding").RunAsync(token => binding.InvokeAsync(request, token), static _ => Verdict.Success, cancellationToken));
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw Failed(name, error.Message, (error as BindingException)?.Metadata);
        }
    }

    private static ApiException Failed(string name, string message, IReadOnlyDictionary<string, string>? metadata = null) =>
        new(500, "ERR_INVOKE_OUTPUT_BINDING", $"error invoking output binding {name}: {message}")
        {
            Headers = metadata?.ToDictionary(pair => "metadata." + pair.Key, pair => Clean(pair.Value)),
        };

    /// <summary>Header values hold visible ASCII only.</summary>
    internal static string Clean(string value) => string.Concat(value.Select(letter => letter is >= ' ' and < (char)127 ? letter : ' '));
}
