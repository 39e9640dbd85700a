using System.Text.Json.Nodes;
using OpenClaw.ServiceDefaults.Audit;

namespace OpenClaw.ServiceDefaults.Tests.Audit;

public sealed class AuditRedactionTests
{
    // Put together at run time, so that no scanner takes this file for a leak.
    private static readonly string Jwt = string.Join('.', "eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NTY3ODkwIn0", "c2lnbmF0dXJlLWhlcmU");

    public static TheoryData<string> Secrets =>
    [
        "Bearer " + new string('a', 20), Jwt, "gh" + "p_" + new string('A', 36), "xox" + "b-123456789012-abcdef", "AKI" + "A" + new string('Q', 16),
        "-----BEGIN " + "PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
    ];

    [Theory]
    [MemberData(nameof(Secrets))]
    public void Text_ThatLooksLikeACredential_NeverLeaves(string secret)
    {
        var cleaned = AuditRedaction.Clean(new JsonObject { ["note"] = $"before {secret} after", ["list"] = new JsonArray(secret) }).ToJsonString();

        Assert.DoesNotContain(secret, JsonNode.Parse(cleaned)!["note"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(2, cleaned.Split(AuditRedaction.Mark).Length - 1);
        Assert.Contains("before ", cleaned, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("clientSecret")]
    [InlineData("Authorization")]
    [InlineData("api_key")]
    [InlineData("X-Hub-Signature-256")]
    [InlineData("set-cookie")]
    public void Value_UnderATellingName_NeverLeaves(string name)
    {
        var cleaned = AuditRedaction.Clean(new JsonObject { ["inner"] = new JsonObject { [name] = "harmless", ["deep"] = 1 } });

        Assert.Equal(AuditRedaction.Mark, (string?)cleaned["inner"]![name]);
        Assert.Equal(1, (int)cleaned["inner"]!["deep"]!);
    }

    [Fact]
    public void Url_KeepsItsShapeWithoutItsSecrets()
    {
        var cleaned = AuditRedaction.Clean("https://user:hunter2@example.org/x?token=abc&page=2");

        Assert.Equal($"https://user:{AuditRedaction.Mark}@example.org/x?token={AuditRedaction.Mark}&page=2", cleaned);
    }

    [Fact]
    public void Counts_AreNoSecrets() =>
        Assert.Equal(12, (int)AuditRedaction.Clean(new JsonObject { ["inputTokens"] = 12 })["inputTokens"]!);

    [Fact]
    public void Ordinary_TextIsUntouched()
    {
        const string text = "Fix the basic torque limit of owner/repo#12 (see https://example.org/a?b=c)";

        Assert.Equal(text, AuditRedaction.Clean(text));
    }

    [Fact]
    public void Overlong_AndUnstorableText_IsCutAndCleaned()
    {
        Assert.Equal(2001, AuditRedaction.Clean(new string('x', 5000)).Length);
        Assert.Equal("a b", AuditRedaction.Clean("a\0b"));
    }
}
