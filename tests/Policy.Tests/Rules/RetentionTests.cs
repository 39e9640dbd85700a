namespace OpenClaw.Policy.Tests.Rules;

/// <summary>How long the log is kept: what the audit service asks before an old month leaves the database.</summary>
public sealed class RetentionTests
{
    [Fact]
    public void Retention_IsAYear_WhereNobodyDemandsMore()
    {
        var verdict = ShippedRules.Of(A.Enterprise("data", "external_sharing_max: internal")).Decide("audit_retention");

        Assert.Equal(("1", "365"), (verdict.Limit("retention_years"), verdict.Limit("minimum_retention_days")));
    }

    [Fact]
    public void Retention_IsTheLongestThatAnyScopeDemands()
    {
        var verdict = ShippedRules.Of(
            A.Enterprise("audit", "retention_years: 3"),
            A.Org("audit", "minimum_retention_days: 2555"),
            A.Team("audit", "retention_years: 5")).Decide("audit_retention");

        Assert.Equal(("5", "2555"), (verdict.Limit("retention_years"), verdict.Limit("minimum_retention_days")));
    }

    [Fact]
    public void Kinds_AreKeptTheLongestThatAnyScopeDemandsForThem()
    {
        var verdict = ShippedRules.Of(
            A.Enterprise("audit", "retention_years_by_action_type: {authentication: 5, policy_change: 3, data_access: 2}"),
            A.Org("audit", "retention_years_by_action_type: {authentication: 7}"),
            A.Team("audit", "retention_years_by_action_type: {data_access: 4}\nretention_years: 2")).Decide("audit_retention");

        Assert.Equal("2", verdict.Limit("retention_years"));
        var kinds = verdict.Constraints["retention_years_by_action_type"]!.AsObject().Select(kind => $"{kind.Key} {kind.Value}").Order(StringComparer.Ordinal);
        Assert.Equal(["authentication 7", "data_access 4", "policy_change 3"], kinds);
    }
}
