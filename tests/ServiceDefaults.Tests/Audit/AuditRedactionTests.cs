using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;

namespace OpenClaw.ServiceDefaults.Tests.Audit;

public sealed class AuditRedactionTests
{
    private static readonly AuditRedaction Redaction = new(Options.Create(new AuditRedactionOptions()));

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
        var cleaned = Redaction.Clean(new JsonObject { ["note"] = $"before {secret} after", ["list"] = new JsonArray(secret) }).ToJsonString();

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
        var cleaned = Redaction.Clean(new JsonObject { ["inner"] = new JsonObject { [name] = "harmless", ["deep"] = 1 } });

        Assert.Equal(AuditRedaction.Mark, (string?)cleaned["inner"]![name]);
        Assert.Equal(1, (int)cleaned["inner"]!["deep"]!);
    }

    [Fact]
    public void Url_KeepsItsShapeWithoutItsSecrets()
    {
        var cleaned = Redaction.Clean("https://user:hunter2@example.org/x?token=abc&page=2");

        Assert.Equal($"https://user:{AuditRedaction.Mark}@example.org/x?token={AuditRedaction.Mark}&page=2", cleaned);
    }

    [Fact]
    public void Counts_AreNoSecrets() =>
        Assert.Equal(12, (int)Redaction.Clean(new JsonObject { ["inputTokens"] = 12 })["inputTokens"]!);

    [Fact]
    public void Ordinary_TextIsUntouched()
    {
        const string text = "Fix the basic torque limit of owner/repo#12 (see https://example.org/a?b=c)";

        Assert.Equal(text, Redaction.Clean(text));
    }

    [Fact]
    public void Overlong_AndUnstorableText_IsCutAndCleaned()
    {
        Assert.Equal(2001, Redaction.Clean(new string('x', 5000)).Length);
        Assert.Equal("a b", Redaction.Clean("a\0b"));
    }

    [Theory]
    [InlineData("password", 1234)]
    [InlineData("card_pin", 4711)]
    public void Secret_OfDigits_NeverLeaves(string name, int value) =>
        Assert.Equal(AuditRedaction.Mark, (string?)Redaction.Clean(new JsonObject { [name] = value })[name]);

    [Theory]
    [InlineData("Host=db;Username=app;Password=hunter2;Database=x", "hunter2")]
    [InlineData("curl -H 'X' --data api_key=abc123def", "abc123def")]
    [InlineData("https://hooks.slack.com/services/T000/B000/XXXXXXXXXXXX", "B000")]
    public void Text_OfCommandsAndConnections_KeepsNoSecret(string text, string secret) =>
        Assert.DoesNotContain(secret, Redaction.Clean(text), StringComparison.Ordinal);

    [Fact]
    public void Parameters_OfAMailTool_KeepFactsOnly()
    {
        var parameters = JsonNode.Parse("""
            { "tool": "gmail_send", "parameters": {
                "to": ["mike@acme.example"], "subject": "Quarterly figures", "raw_body": "Dear Mike, the budget is 4 million.",
                "attachments": [{ "name": "budget.xlsx" }], "headers": { "Authorization": "x" }, "phone": "+49 30 123456" },
              "note": "asked by nina@acme.example" }
            """)!.AsObject();

        var cleaned = Redaction.Clean(parameters).ToJsonString();

        foreach (var gone in (string[])["4 million", "budget.xlsx", "+49 30", "nina@", "\"x\""])
        {
            Assert.DoesNotContain(gone, cleaned, StringComparison.Ordinal);
        }

        foreach (var kept in (string[])["gmail_send", "mike@acme.example", "Quarterly figures", "content of 35 characters", "content of 1 items"])
        {
            Assert.Contains(kept, cleaned, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Fields_OfTheCompany_AreAdded()
    {
        var options = new AuditRedactionOptions();
        options.PersonalFields.Add("badge-number");

        var cleaned = new AuditRedaction(Options.Create(options)).Clean(new JsonObject { ["badgeNumber"] = "B-17", ["phone"] = "1" });

        Assert.Equal(AuditRedaction.Mark, (string?)cleaned["badgeNumber"]);
        Assert.Equal(AuditRedaction.Mark, (string?)cleaned["phone"]);
    }

    [Fact]
    public void Ids_AndTimes_AreText()
    {
        var id = Guid.NewGuid();

        Assert.Equal(id.ToString(), (string?)Redaction.Clean(new JsonObject { ["item"] = id })["item"]);
    }

    [Fact]
    public void Sources_OfData_KeepNoSecrets()
    {
        var source = "https://files.example/x?sig=" + new string('s', 30);

        var cleaned = AuditRedaction.CleanSources([new DataAccess(source, Classification.Internal, "connector_read")]);

        Assert.EndsWith("sig=" + AuditRedaction.Mark, Assert.Single(cleaned).Source, StringComparison.Ordinal);
    }
}
