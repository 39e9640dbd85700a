using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.ServiceDefaults.Tests.Identity;

/// <summary>An accepted token is remembered, but not longer than it is valid and not under withdrawn keys.</summary>
public sealed class TokenCacheTests : IDisposable
{
    private readonly TokenForge _forge = new();
    private readonly SettableTime _time = new();

    [Fact]
    public async Task Token_Kept_IsFoundUntilItExpires()
    {
        var cache = new TokenCache(_time);
        var digest = await KeepAsync(cache, "sarah");

        var before = cache.Find(digest, generation: 1);
        _time.Now += TimeSpan.FromSeconds(301);

        Assert.Equal("sarah", before!.Subject);
        Assert.Null(cache.Find(digest, generation: 1));
    }

    [Fact]
    public async Task Token_UnderChangedKeys_IsNotFound()
    {
        var cache = new TokenCache(_time);
        var digest = await KeepAsync(cache, "sarah");

        Assert.Null(cache.Find(digest, generation: 2));
    }

    [Fact]
    public async Task Cache_UnderAFloodOfTokens_StaysBounded()
    {
        var cache = new TokenCache(_time, capacity: 50);

        for (var i = 0; i < 200; i++)
        {
            await KeepAsync(cache, $"user-{i}");
        }

        Assert.InRange(cache.Count, 1, 50);
    }

    public void Dispose() => _forge.Dispose();

    private async Task<string> KeepAsync(TokenCache cache, string subject)
    {
        var now = _time.Now.ToUnixTimeSeconds();
        var token = _forge.Ec($$"""{"iss":"us","aud":"them","sub":"{{subject}}","iat":{{now}},"exp":{{now + 300}}}""");
        var (validated, fault) = await JwtValidator.ValidateAsync(
            token, _forge, new TokenExpectations("us", ["them"]), _time.Now, TestContext.Current.CancellationToken);
        Assert.Null(fault);
        var digest = TokenCache.DigestOf(token);
        cache.Keep(digest, 1, validated!);
        return digest;
    }

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
