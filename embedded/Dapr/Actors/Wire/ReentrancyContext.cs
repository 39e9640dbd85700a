namespace Dapr.Actors.Wire;

/// <summary>The chain that the current turn belongs to; nested calls repeat it.</summary>
internal static class ReentrancyContext
{
    private static readonly AsyncLocal<string?> Id = new();

    public static string? Current
    {
        get => Id.Value;
        set => Id.Value = value;
    }
}
