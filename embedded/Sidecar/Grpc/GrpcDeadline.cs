using System.Globalization;

namespace OpenClaw.Sidecar.Grpc;

/// <summary>The header <c>grpc-timeout</c>: up to eight digits and a unit.</summary>
internal static class GrpcDeadline
{
    public static TimeSpan? Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        if (text.Length is < 2 or > 9 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
        {
            throw Malformed(text);
        }
        return text[^1] switch
        {
            'H' => TimeSpan.FromHours(amount),
            'M' => TimeSpan.FromMinutes(amount),
            'S' => TimeSpan.FromSeconds(amount),
            'm' => TimeSpan.FromMilliseconds(amount),
            'u' => TimeSpan.FromMicroseconds(amount),
            // A tick is the smallest time there is here; none at all would be no deadline.
            'n' => TimeSpan.FromTicks(Math.Max(1, amount / 100)),
            _ => throw Malformed(text),
        };
    }

    private static GrpcException Malformed(string text) => new(GrpcStatusCode.Internal, $"malformed grpc-timeout: {text}");
}
