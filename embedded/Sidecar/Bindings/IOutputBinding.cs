namespace OpenClaw.Sidecar.Bindings;

internal interface IOutputBinding
{
    Task<BindingResponse> InvokeAsync(BindingRequest request, CancellationToken cancellationToken);
}
