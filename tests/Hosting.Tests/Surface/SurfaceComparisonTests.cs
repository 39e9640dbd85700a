using OpenClaw.Testing.Surface;

namespace OpenClaw.Hosting.Tests.Surface;

/// <summary>The comparison sees what it is there for: each row changes one thing that a caller would notice.</summary>
public sealed class SurfaceComparisonTests : IDisposable
{
    private readonly string _page = Path.GetTempFileName();

    [Fact]
    public void Undocumented_WhenThePageShowsTheTypeAsItIs_FindsNothing() => Assert.Empty(Compare(
        "static Task<string?> FindAsync<T>(Sample sample, string? name = null, CancellationToken cancellationToken = default) where T : class"));

    [Theory]
    [InlineData("static Task<string?> FindAsync<T>(Sample other, string? name = null, CancellationToken cancellationToken = default) where T : class")]
    [InlineData("static Task<string?> FindAsync<T>(Sample sample, string name = null, CancellationToken cancellationToken = default) where T : class")]
    [InlineData("static Task<string?> FindAsync<T>(Sample sample, string? name, CancellationToken cancellationToken = default) where T : class")]
    [InlineData("static Task<string?> FindAsync<T>(Sample sample, CancellationToken cancellationToken = default, string? name = null) where T : class")]
    [InlineData("static Task<string> FindAsync<T>(Sample sample, string? name = null, CancellationToken cancellationToken = default) where T : class")]
    [InlineData("static ValueTask<string?> FindAsync<T>(Sample sample, string? name = null, CancellationToken cancellationToken = default) where T : class")]
    [InlineData("static Task<string?> FindAsync<T>(Sample sample, string? name = null, CancellationToken cancellationToken = default)")]
    [InlineData("Task<string?> FindAsync<T>(Sample sample, string? name = null, CancellationToken cancellationToken = default) where T : class")]
    [InlineData("static Task<string?> FindAsync<T>(Sample sample, string? name = null, CancellationToken cancellationToken = default) where T : class  // exp SAMPLE001")]
    public void Undocumented_WhenOnePartOfASignatureDiffers_FindsTheMember(string documented)
    {
        var finding = Assert.Single(Compare(documented));

        Assert.Contains("FindAsync", finding.Member, StringComparison.Ordinal);
        Assert.Contains("FindAsync", finding.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Undocumented_WhenTheTypeIsUnknown_FindsTypeAndMembers() =>
        Assert.Equal(4, SurfaceComparison.WithFiles(_page).Undocumented(typeof(Sample)).Count());

    public void Dispose() => File.Delete(_page);

    private List<SurfaceFinding> Compare(string method)
    {
        File.WriteAllText(_page, $$"""
            ```csharp
            class Sample {
                Sample()
                int Count { get; init; }
                {{method}}
            }
            ```
            """);
        return [.. SurfaceComparison.WithFiles(_page).Undocumented(typeof(Sample))];
    }
}
