using System.Globalization;
using System.Text.Json;
using Dapr;
using Dapr.Client;
using OpenClaw.Contracts;
using OpenClaw.Notification.Features.Delivery;

namespace OpenClaw.Notification.Infrastructure;

/// <summary>Posts to the incoming webhook behind the output binding, in Slack's shape.</summary>
internal sealed class WebhookChatChannel(DaprClient dapr) : IChatChannel
{
    public async Task<ChatAnswer> PostAsync(string idempotencyKey, string text, CancellationToken cancellationToken)
    {
        var request = new BindingRequest(ComponentNames.ChatWebhook, "post")
        {
            Data = JsonSerializer.SerializeToUtf8Bytes(new { text }, ContractsJson.Options),
        };

        // Metadata that starts with a capital letter travels as a header.
        request.Metadata[HeaderNames.IdempotencyKey] = idempotencyKey;
        request.Metadata["Content-Type"] = "application/json; charset=utf-8";

        // The status decides between "never" and "not now", so it has to come back as an answer instead of an error.
        request.Metadata["errorIfNot2XX"] = "false";
        try
        {
            var response = await dapr.InvokeBindingAsync(request, cancellationToken);
            return Read(response);
        }
        catch (DaprException exception)
        {
            throw new ChatUnavailableException("The chat webhook cannot be reached.", exception);
        }
    }

    private static ChatAnswer Read(BindingResponse response)
    {
        var status = response.Metadata.FirstOrDefault(entry => entry.Key.Equals("statusCode", StringComparison.OrdinalIgnoreCase)).Value;
        var code = int.TryParse(status, CultureInfo.InvariantCulture, out var parsed) ? parsed : StatusCodes.Status200OK;
        return code switch
        {
            >= 200 and < 300 => ChatAnswer.Accepted,
            StatusCodes.Status408RequestTimeout or StatusCodes.Status429TooManyRequests or >= 500 =>
                throw new ChatUnavailableException(string.Create(CultureInfo.InvariantCulture, $"The chat webhook answered {code}.")),
            _ => ChatAnswer.Rejected,
        };
    }
}
