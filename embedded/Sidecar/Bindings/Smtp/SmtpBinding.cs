using System.Text;
using System.Text.Json;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Bindings.Smtp;

/// <summary><c>bindings.smtp</c>: one mail per call.</summary>
internal sealed class SmtpBinding(ComponentMetadata metadata, TimeProvider clock) : IOutputBinding
{
    private readonly SmtpOptions _options = SmtpOptions.Read(metadata);

    public async Task<BindingResponse> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation != "create")
        {
            throw new BindingException($"binding {metadata.Component} does not support operation {request.Operation}. supported operations: create");
        }
        var options = _options.With(request.Metadata);
        var from = options.From ?? throw Missing("emailFrom");
        var to = Addresses(options.To);
        if (to.Length == 0)
        {
            throw Missing("emailTo");
        }
        var mail = new Mail(from, to, Addresses(options.Cc), Addresses(options.Bcc), options.Subject ?? throw Missing("subject"), options.Priority, Body(request.Data), clock.GetUtcNow());
        await using var session = await SmtpSession.OpenAsync(options, cancellationToken);
        await session.SendAsync(mail, cancellationToken);
        return new BindingResponse(default, new Dictionary<string, string>());
    }

    private static string[] Addresses(string? list) => list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>A JSON string counts for what it says; anything else is sent as it came.</summary>
    private static string Body(ReadOnlyMemory<byte> data)
    {
        if (data.Length > 1 && data.Span[0] == (byte)'"')
        {
            try
            {
                using var document = JsonDocument.Parse(data);
                return document.RootElement.GetString()!;
            }
            catch (JsonException)
            {
                // Not JSON after all.
            }
        }
        return Encoding.UTF8.GetString(data.Span);
    }

    private static BindingException Missing(string name) => new($"smtp binding error: {name} property not supplied in configuration- or request-metadata");
}
