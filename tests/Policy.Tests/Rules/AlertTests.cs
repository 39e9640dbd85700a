namespace OpenClaw.Policy.Tests.Rules;

/// <summary>Of what somebody must be told: what the audit service asks before it tells anybody.</summary>
public sealed class AlertTests
{
    private static readonly string[] OffUnlessAskedFor = ["alert_on_external_mail", "alert_on_confidential_access", "alert_on_auto_responses"];

    [Fact]
    public void Baseline_TellsOfRefusals_AndOfNothingElse()
    {
        var verdict = ShippedRules.Seeded().Decide("audit_alert");

        Assert.Equal("true", verdict.Limit("alert_on_deny"));
        Assert.All(OffUnlessAskedFor, duty => Assert.Equal("false", verdict.Limit(duty)));
        Assert.Equal("50", verdict.Limit("auto_responses_before_alert"));
    }

    [Fact]
    public void Alert_OneScopeAsksFor_IsTold_WhateverTheOthersSay()
    {
        foreach (var duty in OffUnlessAskedFor)
        {
            var (on, off) = ($"{duty}: true", $"{duty}: false");
            Assert.Equal("true", ShippedRules.Of(A.Enterprise("audit", on), A.Org("audit", off)).Decide("audit_alert").Limit(duty));
            Assert.Equal("true", ShippedRules.Of(A.Enterprise("audit", off), A.Org("audit", on), A.Team("audit", off)).Decide("audit_alert").Limit(duty));
            Assert.Equal("true", ShippedRules.Of(A.Enterprise("audit", "{}"), A.Team("audit", on), A.User("audit", off)).Decide("audit_alert").Limit(duty));
            Assert.Equal("true", ShippedRules.Of(A.Enterprise("audit", "{}"), A.User("audit", on)).Decide("audit_alert").Limit(duty));
            Assert.Equal("false", ShippedRules.Of(A.Enterprise("audit", off)).Decide("audit_alert").Limit(duty));
        }
    }

    [Theory]
    [InlineData("{}", "{}", "50")]
    [InlineData("auto_responses_before_alert: 80", "{}", "80")]
    [InlineData("auto_responses_before_alert: 80", "auto_responses_before_alert: 20", "20")]
    [InlineData("{}", "auto_responses_before_alert: 20", "20")]
    [InlineData("{}", "auto_responses_before_alert: 80", "50")]
    public void Limit_IsTheLowestThatAnyScopeNames(string enterprise, string team, string expected) => Assert.Equal(
        expected, ShippedRules.Of(A.Enterprise("audit", enterprise), A.Team("audit", team)).Decide("audit_alert").Limit("auto_responses_before_alert"));
}
