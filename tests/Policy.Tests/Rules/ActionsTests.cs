namespace OpenClaw.Policy.Tests.Rules;

/// <summary>Every field of the actions domain (spec/policy.md 4.2), and how the domains work together.</summary>
public sealed class ActionsTests
{
    private const string Writable = """{"name": "i", "connectors": {"gmail": {"enabled": true, "permissions": "write"}}}""";

    [Theory]
    [InlineData("""{"actions": {"x": "autonomous"}}""", "allow", "autonomous", "false")]
    [InlineData("""{"actions": {"x": "notify"}}""", "allow", "notify", "true")]
    [InlineData("""{"actions": {"x": "approve"}}""", "require_approval", "approve", "false")]
    [InlineData("""{"actions": {"x": "block"}}""", "deny", "block", "false")]
    [InlineData("""{"actions": {"x": "auto"}}""", "deny", "block", "false")]
    [InlineData("""{"action_overrides": {"x": "notify"}}""", "allow", "notify", "true")]
    [InlineData("""{"actions": {"x": "autonomous"}, "action_overrides": {"x": "approve"}}""", "require_approval", "approve", "false")]
    [InlineData("""{"autonomous": ["x"]}""", "allow", "autonomous", "false")]
    [InlineData("""{"autonomous": ["x"], "actions": {"x": "approve"}}""", "require_approval", "approve", "false")]
    [InlineData("""{"autonomous": ["x"], "blocked": ["x"], "actions": {"x": "autonomous"}}""", "deny", "block", "false")]
    [InlineData("""{"default_autonomy": "notify"}""", "allow", "notify", "true")]
    [InlineData("""{"default_autonomy": "block"}""", "deny", "block", "false")]
    [InlineData("""{"default_autonomy": "whatever"}""", "deny", "block", "false")]
    [InlineData("""{"actions": {"y": "autonomous"}}""", "require_approval", "approve", "false")]
    [InlineData("""{}""", "require_approval", "approve", "false")]
    public void Level_OfAnAction_DecidesAsTheTableSays(string actions, string result, string level, string disclosure)
    {
        var verdict = ShippedRules.With(null, actions).Decide("x");

        Assert.Equal((result, level, disclosure), (verdict.Result, verdict.Limit("autonomy"), verdict.Limit("disclosure_required")));
    }

    [Fact]
    public void Default_OfATeam_DoesNotWidenWhatTheOrganisationsListLeavesToASilentEnterprise()
    {
        var rules = ShippedRules.Of(
            A.Enterprise("actions", "action_overrides: { x: notify }"),
            A.Org("actions", "autonomous: [y]"),
            A.Team("actions", "default_autonomy: autonomous"));

        Assert.Equal("approve", rules.Decide("x").Limit("autonomy"));
    }

    [Fact]
    public void Caps_AreHandedToWhoeverCounts()
    {
        var verdict = ShippedRules.With(null, """{"max_auto_per_hour": 100, "max_approvals_per_day": 50}""").Decide("x");

        Assert.Equal(("100", "50"), (verdict.Limit("max_auto_per_hour"), verdict.Limit("max_approvals_per_day")));
    }

    [Theory]
    [InlineData(Writable, """{"name": "a", "default_autonomy": "autonomous"}""", "allow", "i@1.0.0 + acme-data@1.0.0 + a@1.0.0")]
    [InlineData(Writable, """{"name": "a", "default_autonomy": "approve"}""", "require_approval", "a@1.0.0")]
    [InlineData(Writable, """{"name": "a", "blocked": ["email_send"]}""", "deny", "a@1.0.0")]
    [InlineData("""{"name": "i"}""", """{"name": "a", "default_autonomy": "autonomous"}""", "deny", "i@1.0.0")]
    [InlineData(null, """{"name": "a", "default_autonomy": "autonomous"}""", "deny", "none")]
    [InlineData(Writable, null, "deny", "none")]
    public void ConnectorAction_NeedsBothDomains_AndTheStricterOneDecides(string? integrations, string? actions, string result, string policy)
    {
        var verdict = ShippedRules.With(integrations, actions).Decide("email_send");

        Assert.Equal((result, policy), (verdict.Result, verdict.Policy));
    }
}
