using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.ServiceDefaults.Tests.Identity;

/// <summary>Only a token that says all the right things under the right signature is believed (RFC 7519, RFC 8725).</summary>
public sealed class TokenValidationTests : IDisposable
{
    private const long Now = 1_800_000_000;
    private const string Good = """{"iss":"us","aud":"them","sub":"sarah","iat":1799999990,"exp":1800000300}""";
    private static readonly TokenExpectations Expectations = new("us", ["them"]);
    private readonly TokenForge _forge = new();

    public static TheoryData<string, string> BentPayloads => new()
    {
        { "another issuer", """{"iss":"us/","aud":"them","sub":"s","iat":1799999990,"exp":1800000300}""" },
        { "no issuer", """{"aud":"them","sub":"s","iat":1799999990,"exp":1800000300}""" },
        { "issuer is a list", """{"iss":["us"],"aud":"them","sub":"s","iat":1799999990,"exp":1800000300}""" },
        { "another audience", """{"iss":"us","aud":"others","sub":"s","iat":1799999990,"exp":1800000300}""" },
        { "audience in another case", """{"iss":"us","aud":"Them","sub":"s","iat":1799999990,"exp":1800000300}""" },
        { "no audience", """{"iss":"us","sub":"s","iat":1799999990,"exp":1800000300}""" },
        { "audience list with a number", """{"iss":"us","aud":["them",1],"sub":"s","iat":1799999990,"exp":1800000300}""" },
        { "audience is an object", """{"iss":"us","aud":{"them":1},"sub":"s","iat":1799999990,"exp":1800000300}""" },
        { "expired beyond the skew", """{"iss":"us","aud":"them","sub":"s","iat":1799999000,"exp":1799999940}""" },
        { "no expiry", """{"iss":"us","aud":"them","sub":"s","iat":1799999990}""" },
        { "expiry is text", """{"iss":"us","aud":"them","sub":"s","iat":1799999990,"exp":"1800000300"}""" },
        { "expiry is null", """{"iss":"us","aud":"them","sub":"s","iat":1799999990,"exp":null}""" },
        { "expiry is negative", """{"iss":"us","aud":"them","sub":"s","iat":1799999990,"exp":-1}""" },
        { "expiry is beyond time", """{"iss":"us","aud":"them","sub":"s","iat":1799999990,"exp":1e300}""" },
        { "not valid yet", """{"iss":"us","aud":"them","sub":"s","iat":1799999990,"exp":1800000300,"nbf":1800000061}""" },
        { "nbf is text", """{"iss":"us","aud":"them","sub":"s","iat":1799999990,"exp":1800000300,"nbf":"0"}""" },
        { "issued in the future", """{"iss":"us","aud":"them","sub":"s","iat":1800000061,"exp":1800000300}""" },
        { "no issue time", """{"iss":"us","aud":"them","sub":"s","exp":1800000300}""" },
        { "no subject", """{"iss":"us","aud":"them","iat":1799999990,"exp":1800000300}""" },
        { "empty subject", """{"iss":"us","aud":"them","sub":"","iat":1799999990,"exp":1800000300}""" },
        { "duplicate claim", """{"iss":"us","aud":"them","sub":"s","sub":"eve","iat":1799999990,"exp":1800000300}""" },
        { "duplicate claim, escaped", """{"iss":"us","aud":"them","sub":"s","s\u0075b":"eve","iat":1799999990,"exp":1800000300}""" },
        { "not an object", """["us"]""" },
        { "trailing text", """{"iss":"us","aud":"them","sub":"s","iat":1799999990,"exp":1800000300} x""" },
        { "nothing", "" },
    };

    public static TheoryData<string> BentHeaders =>
    [
        """{"alg":"none","kid":"ec"}""",
        """{"alg":"None","kid":"ec"}""",
        """{"alg":"es256","kid":"ec"}""",
        """{"alg":"ES384","kid":"ec"}""",
        """{"alg":"RS256","kid":"ec"}""",
        """{"alg":["ES256"],"kid":"ec"}""",
        """{"kid":"ec"}""",
        """{"alg":"ES256"}""",
        """{"alg":"ES256","kid":"nobody"}""",
        """{"alg":"ES256","kid":7}""",
        """{"alg":"ES256","kid":""}""",
        """{"alg":"ES256","kid":"ec","crit":["exp"]}""",
        """{"alg":"ES256","kid":"ec","b64":false}""",
        """{"alg":"ES256","kid":"ec","typ":"dpop+jwt"}""",
        """{"alg":"ES256","kid":"ec","typ":7}""",
        """{"alg":"none","alg":"ES256","kid":"ec"}""",
        """{"alg":"ES256","kid":"nobody","jwk":{"kty":"EC"},"jku":"https://evil.example/keys"}""",
        "[]",
    ];

    [Fact]
    public async Task Token_WithEitherAlgorithm_IsAcceptedWithItsClaims()
    {
        var (ec, _) = await ValidateAsync(_forge.Ec(Good));
        var (rsa, _) = await ValidateAsync(_forge.Rsa("""{"iss":"us","aud":["x","them"],"sub":"mike","iat":1799999990,"exp":1800000300,"nbf":1800000059,"groups":["a","b"]}"""));

        Assert.Equal(("sarah", DateTimeOffset.FromUnixTimeSeconds(1800000300)), (ec!.Subject, ec.ExpiresAt));
        Assert.Equal(["a", "b"], rsa!.GetStrings("groups"));
    }

    [Theory]
    [InlineData("""{"alg":"ES256","kid":"ec","typ":"JWT"}""")]
    [InlineData("""{"alg":"ES256","kid":"ec","typ":"at+jwt"}""")]
    public async Task Token_OfAKnownType_IsAccepted(string header)
    {
        var (token, fault) = await ValidateAsync(_forge.Ec(Good, header));

        Assert.True(token is not null, fault);
    }

    [Fact]
    public async Task Token_WithinTheClockSkew_IsAccepted()
    {
        var (token, fault) = await ValidateAsync(_forge.Ec("""{"iss":"us","aud":"them","sub":"s","iat":1800000059,"exp":1799999941}"""));

        Assert.True(token is not null, fault);
    }

    [Theory]
    [MemberData(nameof(BentPayloads))]
    public async Task Token_WithABentPayload_IsRefused(string what, string payload)
    {
        var (token, fault) = await ValidateAsync(_forge.Ec(payload));

        Assert.True(token is null, $"accepted: {what}");
        Assert.NotNull(fault);
    }

    [Theory]
    [MemberData(nameof(BentHeaders))]
    public async Task Token_WithABentHeader_IsRefused(string header)
    {
        var (token, _) = await ValidateAsync(_forge.Ec(Good, header));

        Assert.Null(token);
    }

    [Fact]
    public async Task Token_SignedOtherwise_IsRefused()
    {
        string[] forgeries =
        [
            _forge.Stranger(Good),
            _forge.Confused(Good, "RS256"),
            _forge.Confused(Good, "HS256"),
            _forge.DerSignature(Good),
            TokenForge.Sign("""{"alg":"ES256","kid":"ec"}""", Good, _ => new byte[64]),
            TokenForge.Sign("""{"alg":"ES256","kid":"ec"}""", Good, _ => [1]),
        ];

        foreach (var forgery in forgeries)
        {
            var (token, _) = await ValidateAsync(forgery);
            Assert.Null(token);
        }
    }

    [Fact]
    public async Task Token_ChangedAnywhere_IsRefused()
    {
        var good = _forge.Ec(Good);

        for (var position = 0; position < good.Length; position++)
        {
            var changed = good.ToCharArray();
            changed[position] = changed[position] == 'A' ? 'B' : 'A';
            var (token, _) = await ValidateAsync(new string(changed));
            Assert.True(token is null, $"accepted with a change at {position}");
        }
    }

    [Fact]
    public async Task Text_ThatIsNoToken_IsRefusedQuietly()
    {
        var good = _forge.Ec(Good);
        string[] texts =
        [
            "", ".", "..", "...", "a.b", "a.b.c", "not.a.token", good + ".", "." + good, good + ".x", good + "=", good.Replace('.', ' '),
            good + "\n", " " + good, good[..^1], string.Concat(good.AsSpan(0, good.LastIndexOf('.')), "."), new string('a', 100_000), "\ud800.\udfff.x",
        ];

        foreach (var text in texts)
        {
            var (token, fault) = await ValidateAsync(text);
            Assert.True(token is null && fault is not null, $"accepted: {text[..Math.Min(40, text.Length)]}");
        }
    }

    [Fact]
    public async Task Token_LongerThanTheLimit_IsRefusedBeforeItIsRead()
    {
        var token = _forge.Ec(Good.Replace("sarah", new string('s', 20_000), StringComparison.Ordinal));

        var (_, fault) = await ValidateAsync(token);

        Assert.Equal("it is too long", fault);
    }

    public void Dispose() => _forge.Dispose();

    private ValueTask<(ValidatedToken? Token, string? Fault)> ValidateAsync(string token) =>
        JwtValidator.ValidateAsync(token, _forge, Expectations, DateTimeOffset.FromUnixTimeSeconds(Now), TestContext.Current.CancellationToken);
}
