using System.Text.Json;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>Enum members as the product spells them: snake_case words.</summary>
internal static class Words
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
