using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Rego;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Tests.Rules;

/// <summary>While a draft is tried, the rules decide by the documents in force or by those with the draft in its place.</summary>
public sealed class TrialTests
{
    private const string Id = "0198d3a4-0000-7000-8000-000000000001";

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(100)]
    public void RollOut_DecidesForItsShareOfPeople_AlwaysTheSame(int percent)
    {
        var trial = new PolicyTrial(Id, PolicyTrial.Rollout, PolicyTrial.BucketsOf(percent));
        var query = Rules(trial);

        var denied = 0;
        for (var person = 0; person < 500; person++)
        {
            var isDenied = Decide(query, $"user-{person}") == "deny";
            Assert.Equal(trial.DecidesFor($"user-{person}"), isDenied);
            denied += isDenied ? 1 : 0;
        }

        Assert.InRange(denied, (percent * 5) - (percent is 0 or 100 ? 0 : 40), (percent * 5) + (percent is 0 or 100 ? 0 : 40));
    }

    [Fact]
    public void RollOut_AskedForEitherAnswer_GivesIt()
    {
        var query = Rules(new PolicyTrial(Id, PolicyTrial.Rollout, PolicyTrial.AllBuckets));

        Assert.Equal(("deny", "allow"), (Decide(query, "sarah", PolicyTrial.Candidate), Decide(query, "sarah", PolicyTrial.Active)));
    }

    [Fact]
    public void Shadow_NeverDecides_ButCanBeAsked()
    {
        var trial = new PolicyTrial(Id, PolicyTrial.Shadow, 0);
        var query = Rules(trial);

        Assert.All(Enumerable.Range(0, 100), person => Assert.Equal("allow", Decide(query, $"user-{person}")));
        Assert.Equal("deny", Decide(query, "sarah", PolicyTrial.Candidate));
        Assert.False(trial.DecidesFor("sarah"));
    }

    [Fact]
    public void Tenant_WithoutATrial_HasNoCandidate() =>
        Assert.Equal("allow", Decide(Rules(trial: null), "sarah", PolicyTrial.Candidate));

    private static RegoQuery Rules(PolicyTrial? trial)
    {
        var tenants = TenantData.Of([new TenantDocument("acme", A.Enterprise("actions", "default_autonomy: notify"))]);
        if (trial is not null)
        {
            tenants["acme"]!["trial"] = trial.ToJson("acme");
            tenants[PolicyTrial.CandidateKey("acme")] = TenantData.Of([A.Enterprise("actions", "default_autonomy: block")]);
        }

        return CompiledPolicy
            .Compile(ShippedRules.Bundle.Modules.Select(module => new RegoModule(module.Path, module.Source)), new JsonObject { ["tenants"] = tenants })
            .Prepare(PolicyBundle.EntryPoint);
    }

    private static string Decide(RegoQuery query, string user, string? variant = null)
    {
        var input = A.Input("tool_x");
        input["user_id"] = user;
        if (variant is not null)
        {
            input["variant"] = variant;
        }

        return (string)query.Evaluate(input).ToJson()!["result"]!;
    }
}
