using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Tests.Rules;

namespace OpenClaw.Policy.Tests.Properties;

/// <summary>
/// Parents, children and questions made by chance: a child never widens, whatever it says; the strictest scope decides; the
/// merged document means the same; and a question asked twice has one answer. <c>POLICY_TRIPLES</c> sets how many (100,000 for
/// the full proof), <c>POLICY_SEED</c> repeats a run.
/// </summary>
public sealed class HierarchyProperties(ITestOutputHelper output)
{
    private const int QuestionsPerPair = 20;
    private const int PairsPerRound = 100;
    internal static readonly Dictionary<string, int> Strictness = new() { ["allow"] = 0, ["require_approval"] = 1, ["deny"] = 2 };

    /// <summary>Everything the other domains could have against the questions about one domain is off.</summary>
    internal static readonly Dictionary<string, string> Open = new()
    {
        ["actions"] = "default_autonomy: autonomous",
        ["data"] = "external_sharing_max: restricted",
        ["features"] = "ocip: true",
        ["audit"] = "{}",
    };

    [Fact]
    public void Child_WhateverItSays_NeverWidens()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("POLICY_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        var triples = int.TryParse(Environment.GetEnvironmentVariable("POLICY_TRIPLES"), CultureInfo.InvariantCulture, out var wanted) ? wanted : 14_000;
        output.WriteLine($"seed {seed}, {triples} triples");
        var random = new RandomDocuments(new Random(seed));
        var seen = new int[3];
        var rejected = 0;
        for (var done = 0; done < triples;)
        {
            foreach (var domain in PolicyDomains.All.Keys)
            {
                var pairs = Enumerable.Range(0, PairsPerRound)
                    .Select(_ => (Parent: random.Document(PolicyDomains.All[domain], 0.7), Child: random.Document(PolicyDomains.All[domain], 0.4))).ToList();
                rejected += pairs.Count(pair => NarrowingCheck.Compare(PolicyDomains.All[domain], [pair.Parent], pair.Child).Count > 0);
                Check(domain, pairs, random, seen, $"seed {seed}, {domain}");
                done += pairs.Count * QuestionsPerPair;
            }
        }

        output.WriteLine($"{seen[0]} allowed, {seen[1]} to be approved, {seen[2]} denied; {rejected} children would be rejected when written");
        Assert.All(seen, count => Assert.True(count > triples / 200, "Every answer occurs often enough to mean something."));
    }

    private static void Check(string domain, List<(JsonObject Parent, JsonObject Child)> pairs, RandomDocuments random, int[] seen, string where)
    {
        var rules = ShippedRules.OfTenants([.. pairs.SelectMany((pair, index) => Documents(domain, pair, index))]);
        for (var index = 0; index < pairs.Count; index++)
        {
            for (var count = 0; count < QuestionsPerPair; count++)
            {
                var question = RandomQuestions.Make(domain, random, $"t{index}", withOrg: true);
                var (parent, child) = pairs[index];
                var both = Strictness[rules.Result(question)];
                var alone = Strictness[rules.Result(Alone(question))];
                var merged = Strictness[rules.Result(Merged(question, index))];
                var text = $"{where}\nparent {parent.ToJsonString()}\nchild {child.ToJsonString()}\nquestion {question.ToJsonString()}";

                // To look for more sensitive data is a duty: there a child narrows by demanding what the parent leaves out.
                Assert.True(both >= alone || (string?)question["action"] == "data_reclassify", $"The child widens from {alone} to {both}.\n{text}");
                Assert.True(alone == SimpleModel.Decide(domain, parent, null, question), $"The parent alone decides {alone}.\n{text}");
                Assert.True(both == SimpleModel.Decide(domain, parent, child, question), $"Both decide {both}.\n{text}");
                Assert.True(merged == both, $"Merged they decide {merged} instead of {both}.\n{DocumentMerge.Merge(PolicyDomains.All[domain], [parent, child])}\n{text}");
                if (count == 0)
                {
                    Assert.Equal(both, Strictness[rules.Result(question)]);
                }

                seen[both]++;
            }
        }
    }

    private static IEnumerable<TenantDocument> Documents(string domain, (JsonObject Parent, JsonObject Child) pair, int index)
    {
        foreach (var tenant in (string[])[$"t{index}", $"m{index}"])
        {
            foreach (var (other, text) in Open.Where(open => open.Key != domain))
            {
                yield return new TenantDocument(tenant, A.Enterprise(other, text));
            }
        }

        yield return new TenantDocument($"t{index}", Unchecked(PolicyScope.Enterprise, domain, pair.Parent));
        yield return new TenantDocument($"t{index}", Unchecked(PolicyScope.Org, domain, pair.Child));
        yield return new TenantDocument($"m{index}", Unchecked(PolicyScope.Enterprise, domain, DocumentMerge.Merge(PolicyDomains.All[domain], [pair.Parent, pair.Child])));
    }

    private static ActiveDocument Unchecked(PolicyScope scope, string domain, JsonObject content) =>
        (scope == PolicyScope.Enterprise ? A.Enterprise(domain, "{}") : A.Org(domain, "{}")) with { Document = content };

    private static JsonObject Alone(JsonObject question)
    {
        var alone = (JsonObject)question.DeepClone();
        alone.Remove("org_unit");
        return alone;
    }

    private static JsonObject Merged(JsonObject question, int index)
    {
        var merged = Alone(question);
        merged["tenant_id"] = $"m{index}";
        foreach (var name in (string[])["source_tenant", "target_tenant"])
        {
            merged["additional"]![name] = (string?)merged["additional"]![name] == $"t{index}" ? $"m{index}" : "other";
        }

        return merged;
    }
}
