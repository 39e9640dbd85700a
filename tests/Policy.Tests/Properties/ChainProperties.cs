using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Tests.Rules;

namespace OpenClaw.Policy.Tests.Properties;

/// <summary>
/// Chains of four documents made by chance, enterprise to user, under the same promises as a parent and its child: each further
/// scope can only narrow, the rules decide as the simple model does after every scope, and the merged document means the same.
/// <c>POLICY_TRIPLES</c> and <c>POLICY_SEED</c> as in <see cref="HierarchyProperties"/>.
/// </summary>
public sealed class ChainProperties(ITestOutputHelper output)
{
    private const int QuestionsPerChain = 10;
    private const int ChainsPerRound = 50;

    [Fact]
    public void Scope_WhateverItSays_NeverWidensTheScopesAboveIt()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("POLICY_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        var wanted = int.TryParse(Environment.GetEnvironmentVariable("POLICY_TRIPLES"), CultureInfo.InvariantCulture, out var triples) ? triples : 7_000;
        output.WriteLine($"seed {seed}, {wanted} decisions of four scopes");
        var random = new RandomDocuments(new Random(seed));
        var seen = new int[3];
        for (var done = 0; done < wanted;)
        {
            foreach (var domain in PolicyDomains.All.Keys)
            {
                var chains = Enumerable.Range(0, ChainsPerRound).Select(_ => Enumerable.Range(0, 4)
                    .Select(scope => random.Document(PolicyDomains.All[domain], scope == 0 ? 0.7 : 0.25)).ToArray()).ToList();
                Check(domain, chains, random, seen, $"seed {seed}, {domain}");
                done += chains.Count * QuestionsPerChain;
            }
        }

        output.WriteLine($"{seen[0]} allowed, {seen[1]} to be approved, {seen[2]} denied");
        Assert.All(seen, count => Assert.True(count > wanted / 500, "Every answer occurs often enough to mean something."));
    }

    private static void Check(string domain, List<JsonObject[]> chains, RandomDocuments random, int[] seen, string where)
    {
        var rules = ShippedRules.OfTenants([.. chains.SelectMany((chain, index) => Documents(domain, chain, index))]);
        for (var index = 0; index < chains.Count; index++)
        {
            for (var count = 0; count < QuestionsPerChain; count++)
            {
                var question = RandomQuestions.Make(domain, random, $"t{index}", withOrg: false);
                var answers = Answers(rules, domain, chains[index], question, where);
                question["tenant_id"] = $"m{index}";
                foreach (var name in (string[])["source_tenant", "target_tenant"])
                {
                    question["additional"]![name] = (string?)question["additional"]![name] == $"t{index}" ? $"m{index}" : "other";
                }

                Assert.True(HierarchyProperties.Strictness[rules.Result(question)] == answers[^1], $"Merged they decide otherwise.\n{where}\n{question.ToJsonString()}");
                seen[answers[^1]]++;
            }
        }
    }

    /// <summary>The decision after each scope; a person without organisation, team or policies of their own stands for fewer scopes.</summary>
    private static int[] Answers(ShippedRules rules, string domain, JsonObject[] chain, JsonObject question, string where)
    {
        var answers = new int[chain.Length];
        for (var scopes = 1; scopes <= chain.Length; scopes++)
        {
            question["user_id"] = scopes == 4 ? "sarah" : "mike";
            if (scopes >= 2)
            {
                question["org_unit"] = "engineering";
            }

            if (scopes >= 3)
            {
                question["team_id"] = "platform";
            }

            var answer = answers[scopes - 1] = HierarchyProperties.Strictness[rules.Result(question)];
            var text = $"{where}, {scopes} scopes\n{string.Join('\n', chain.Take(scopes).Select(document => document.ToJsonString()))}\n{question.ToJsonString()}";
            Assert.True(answer == SimpleModel.Decide(domain, chain[..scopes], question), $"They decide {answer}.\n{text}");

            // To look for more sensitive data is a duty: there a scope narrows by demanding what is left out above.
            Assert.True(scopes == 1 || answer >= answers[scopes - 2] || (string?)question["action"] == "data_reclassify", $"The last scope widens.\n{text}");
        }

        return answers;
    }

    private static IEnumerable<TenantDocument> Documents(string domain, JsonObject[] chain, int index)
    {
        foreach (var (other, text) in HierarchyProperties.Open.Where(open => open.Key != domain))
        {
            yield return new TenantDocument($"t{index}", A.Enterprise(other, text));
            yield return new TenantDocument($"m{index}", A.Enterprise(other, text));
        }

        Func<string, string, ActiveDocument>[] scopes = [A.Enterprise, A.Org, A.Team, A.User];
        for (var scope = 0; scope < chain.Length; scope++)
        {
            yield return new TenantDocument($"t{index}", scopes[scope](domain, "{}") with { Document = chain[scope] });
        }

        yield return new TenantDocument($"m{index}", A.Enterprise(domain, "{}") with { Document = DocumentMerge.Merge(PolicyDomains.All[domain], chain) });
    }
}
