namespace OpenClaw.Policy.Tests.Rules;

/// <summary>What the baseline allows: the reads, the intake and the deliveries of the first journey, nothing that writes.</summary>
public sealed class SeedTests
{
    [Theory]
    [InlineData("github_issue_read", "allow", "autonomous")]
    [InlineData("github_pr_read", "allow", "autonomous")]
    [InlineData("github_webhook_ingest", "allow", "autonomous")]
    [InlineData("email_read", "allow", "autonomous")]
    [InlineData("briefing_discover", "allow", "autonomous")]
    [InlineData("briefing_generate", "allow", "autonomous")]
    [InlineData("briefing_task_update", "allow", "autonomous")]
    [InlineData("notification_deliver", "allow", "notify")]
    [InlineData("chat_deliver", "allow", "notify")]
    [InlineData("email_search", "require_approval", "approve")]
    [InlineData("something_new", "require_approval", "approve")]
    [InlineData("email_send", "deny", "approve")]
    [InlineData("jira_transition", "deny", "approve")]
    [InlineData("github_merge", "deny", "approve")]
    [InlineData("deleteEmail", "deny", "block")]
    [InlineData("closeGitHubPR", "deny", "block")]
    [InlineData("auto_response_send", "deny", "approve")]
    [InlineData("agent_exchange_query", "deny", "approve")]
    public void Action_UnderTheBaseline_HasItsDecision(string action, string result, string autonomy)
    {
        var verdict = ShippedRules.Seeded().Decide(action);

        Assert.Equal((action, result), (action, verdict.Result));
        Assert.True(result == "deny" || verdict.Limit("autonomy") == autonomy, verdict.ToString());
        Assert.StartsWith("acme-", verdict.Policy, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_IsAllowedByBothDomainsUpToTheConnectorsCeiling()
    {
        var verdict = ShippedRules.Seeded().Decide("github_issue_read", level: "restricted");

        Assert.Equal(("allow", "acme-integrations@1.0.0 + acme-actions@1.0.0"), (verdict.Result, verdict.Policy));
        Assert.Equal("confidential", verdict.Limit("max_classification"));
        Assert.Equal("false", verdict.Limit("disclosure_required"));
    }

    [Theory]
    [InlineData("initech")]
    [InlineData("")]
    public void Tenant_WithoutPolicies_MayDoNothing(string tenant)
    {
        var verdict = ShippedRules.Seeded().Decide("github_issue_read", tenant: tenant);

        Assert.Equal(("deny", "none + none"), (verdict.Result, verdict.Policy));
        Assert.Contains("no integrations policy", verdict.Reason, StringComparison.Ordinal);
    }
}
