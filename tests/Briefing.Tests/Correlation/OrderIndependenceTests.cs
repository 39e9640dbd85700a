using FsCheck;
using FsCheck.Fluent;
using OpenClaw.Briefing.Features.Correlation;

namespace OpenClaw.Briefing.Tests.Correlation;

public sealed class OrderIndependenceTests
{
    private static readonly CorrelationRules Rules = CorrelationRules.Corrected(new HashSet<string> { "PROJ" });
    private static readonly string[] Systems = ["jira", "github", "gmail", "slack", "gcal"];
    private static readonly string[] Titles = ["Fix login", "Fix login PROJ-1", "Fix login PROJ-2", "Review budget", "Review budget today", "Deploy PROJ-2"];

    [Fact]
    public void Clusters_OfAnySet_DoNotDependOnTheOrderOfArrival() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll<int, int>((seed, shuffle) =>
        {
            var subjects = Subjects(new Random(seed));
            var shuffled = subjects.ToArray();
            new Random(shuffle).Shuffle(shuffled);

            return Describe(Correlator.Correlate(subjects, Rules, [])) == Describe(Correlator.Correlate(shuffled, Rules, []));
        }));

    [Fact]
    public void Clusters_OfAnySet_HoldEveryItemOnce() =>
        Check.QuickThrowOnFailure(Prop.ForAll<int>(seed =>
        {
            var subjects = Subjects(new Random(seed));
            var keys = Correlator.Correlate(subjects, Rules, []).Clusters.SelectMany(cluster => cluster.Keys).ToArray();

            return keys.Length == subjects.Length && keys.Distinct().Count() == keys.Length;
        }));

    private static CorrelationSubject[] Subjects(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(1, 12)).Select(index =>
        {
            var system = Systems[random.Next(Systems.Length)];
            var sourceId = system == "jira" ? $"PROJ-{index}" : $"item-{index}";
            var subject = A.Subject(system, sourceId, Titles[random.Next(Titles.Length)], random.Next(3) == 0 ? $"PROJ-{random.Next(4)}" : "", random.Next(60));
            return system == "jira" ? subject with { Identity = sourceId } : subject;
        }),
    ];

    private static string Describe(CorrelationResult result) =>
        string.Join(";", result.Clusters.Select(cluster => $"{string.Join(",", cluster.Keys)}={cluster.Confidence}"))
        + "|" + string.Join(";", result.Links);
}
