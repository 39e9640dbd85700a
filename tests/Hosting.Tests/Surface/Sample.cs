namespace OpenClaw.Hosting.Tests.Surface;

/// <summary>A type to compare with made-up pages.</summary>
public sealed class Sample
{
    public int Count { get; init; }

    public static Task<string?> FindAsync<T>(Sample sample, string? name = null, CancellationToken cancellationToken = default)
        where T : class => Task.FromResult(name ?? sample.ToString()).WaitAsync(cancellationToken);
}
