using System.Text.Json.Nodes;

namespace OpenClaw.Policy.Tests.Rules;

/// <summary>Every field of the integrations domain (spec/policy.md 4.3); actions are autonomous here, so they do not interfere.</summary>
public sealed class IntegrationsTests
{
    private const string Free = """{"name": "a", "default_autonomy": "autonomous"}""";

    [Theory]
    [InlineData("""{"connectors": {"gmail": {"enabled": true, "permissions": "read"}}}""", "email_read", "allow")]
    [InlineData("""{"connectors": {"gmail": {"enabled": true, "permissions": "read"}}}""", "email_search", "allow")]
    [InlineData("""{"connectors": {"gmail": {"enabled": true, "permissions": "read"}}}""", "email_send", "deny")]
    [InlineData("""{"connectors": {"gmail": {"enabled": true, "permissions": "write"}}}""", "email_send", "allow")]
    [InlineData("""{"connectors": {"gmail": {"enabled": true, "permissions": "admin"}}}""", "email_send", "allow")]
    [InlineData("""{"connectors": {"gmail": {"enabled": true, "permissions": "all"}}}""", "email_send", "deny")]
    [InlineData("""{"connectors": {"gmail": {"enabled": true, "permissions": "all"}}}""", "email_read", "deny")]
    [InlineData("""{"connectors": {"gmail": {"enabled": true}}}""", "email_read", "allow")]
    [InlineData("""{"connectors": {"gmail": {"enabled": true}}}""", "email_send", "deny")]
    [InlineData("""{"default_permissions": "write", "connectors": {"gmail": {"enabled": true}}}""", "email_send", "allow")]
    [InlineData("""{"connectors": {"gmail": {"enabled": false, "permissions": "write"}}}""", "email_read", "deny")]
    [InlineData("""{"connectors": {"gmail": {"enabled": "true", "permissions": "write"}}}""", "email_read", "deny")]
    [InlineData("""{"connectors": {"gmail": {"permissions": "write"}}}""", "email_read", "deny")]
    [InlineData("""{"connectors": {"jira": {"enabled": true}}}""", "email_read", "deny")]
    [InlineData("""{}""", "email_read", "deny")]
    [InlineData("""{"allowed_connectors": ["jira"], "connectors": {"gmail": {"enabled": true}}}""", "email_read", "deny")]
    [InlineData("""{"allowed_connectors": ["gmail"], "connectors": {"gmail": {"enabled": true}}}""", "email_read", "allow")]
    [InlineData("""{"connectors": {"gmail": {"enabled": true, "permissions": "write"}}, "connector_overrides": {"gmail": {"permission": "read"}}}""", "email_send", "deny")]
    [InlineData("""{"connectors": {"gmail": {"enabled": true, "permissions": "write"}}, "connector_overrides": {"gmail": {"permission": "read_write"}}}""", "email_send", "allow")]
    [InlineData("""{"connectors": {"gmail": {"enabled": true, "permissions": "read"}}, "connector_overrides": {"gmail": {"permission": "read_write"}}}""", "email_send", "deny")]
    [InlineData("""{"connectors": {"gmail": {"enabled": true}}, "connector_overrides": {"gmail": {"allowed_operations": ["email_read"]}}}""", "email_search", "deny")]
    [InlineData("""{"connectors": {"gmail": {"enabled": true}}, "connector_overrides": {"gmail": {"allowed_operations": ["email_read"]}}}""", "email_read", "allow")]
    public void Connector_PermitsWhatItsSettingsSay(string integrations, string action, string expected)
    {
        var verdict = ShippedRules.With(integrations, Free).Decide(action);

        Assert.True(verdict.Result == expected, verdict.ToString());
    }

    [Theory]
    [InlineData("calendar_read", "gcal")]
    [InlineData("jira_read", "jira")]
    [InlineData("github_pr_read", "github")]
    [InlineData("gdrive_search", "gdrive")]
    public void Action_BelongsToTheConnectorOfItsPrefix(string action, string connector)
    {
        var on = ShippedRules.With("""{"connectors": {"NAME": {"enabled": true}}}""".Replace("NAME", connector, StringComparison.Ordinal), Free).Decide(action);
        var off = ShippedRules.With("""{"connectors": {}}""", Free).Decide(action);

        Assert.Equal("allow", on.Result);
        Assert.Equal($"integrations@1.0.0 (enterprise): the connector {connector} is not enabled", off.Reason);
    }

    [Theory]
    [InlineData("confidential", "internal", "allow")]
    [InlineData("confidential", "confidential", "allow")]
    [InlineData("confidential", "restricted", "deny")]
    [InlineData("internal", "nonsense", "deny")]
    [InlineData("nonsense", "internal", "deny")]
    [InlineData("nonsense", "public", "allow")]
    public void Write_AboveTheCeiling_IsDenied(string ceiling, string level, string expected)
    {
        var rules = ShippedRules.With(
            """{"connectors": {"gmail": {"enabled": true, "permissions": "write", "max_classification": "LEVEL"}}}"""
                .Replace("LEVEL", ceiling, StringComparison.Ordinal),
            Free);

        Assert.Equal(expected, rules.Decide("email_send", level).Result);
    }

    [Fact]
    public void Read_WithAnUnknownCeiling_IsLimitedToPublic()
    {
        var rules = ShippedRules.With("""{"connectors": {"gmail": {"enabled": true, "max_classification": "top"}}}""", Free);

        Assert.Equal("public", rules.Decide("email_read").Limit("max_classification"));
    }

    [Fact]
    public void Read_WithoutACeiling_HasNoLimitAndDoesNotFail() =>
        Assert.Null(ShippedRules.With("""{"connectors": {"gmail": {"enabled": true}}}""", Free).Decide("email_read").Limit("max_classification"));

    [Theory]
    [InlineData("Done", "allow")]
    [InlineData("Rejected", "deny")]
    [InlineData(null, "deny")]
    public void Transition_MustBeAmongTheAllowedOnes(string? transition, string expected)
    {
        var rules = ShippedRules.With(
            """{"allowed_transitions": ["Done", "In Progress"], "connectors": {"jira": {"enabled": true, "permissions": "write"}}}""", Free);
        var additional = transition is null ? new JsonObject() : new JsonObject { ["transition"] = transition };

        var verdict = rules.Decide("jira_transition", additional: additional);

        Assert.Equal(expected, verdict.Result);
        Assert.Equal(expected == "allow" ? """["Done","In Progress"]""" : null, verdict.Constraints["allowed_transitions"]?.ToJsonString());
    }

    [Fact]
    public void Denials_AreAllNamed()
    {
        var verdict = ShippedRules.With("""{"name": "i", "allowed_connectors": [], "connectors": {}}""", Free).Decide("email_send");

        Assert.Equal("i@1.0.0", verdict.Policy);
        Assert.Equal(
            "i@1.0.0 (enterprise): the connector gmail is not among the allowed connectors; i@1.0.0 (enterprise): the connector gmail is not enabled; i@1.0.0 (enterprise): the connector gmail is read-only",
            verdict.Reason);
    }
}
