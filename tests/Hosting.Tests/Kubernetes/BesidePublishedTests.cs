using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Testing;

namespace OpenClaw.Hosting.Tests.Kubernetes;

/// <summary>What is applied beside the published manifests (backups, archives, alerts) names what they contain, and must not drift away.</summary>
public sealed class BesidePublishedTests(PublishedManifests published) : IClassFixture<PublishedManifests>
{
    private const string Kubectl = "/usr/bin/kubectl";

    public static TheoryData<string> Folders => ["audit", "backup"];

    [Theory]
    [MemberData(nameof(Folders))]
    [InlineData("alerts")]
    public void Objects_AreValid_InTheSameNamespace_AndNew(string folder)
    {
        var objects = Objects(folder);

        if (SolutionPaths.Shared is { } shared)
        {
            Assert.Empty(objects.SelectMany(new SchemaValidator(Path.Combine(shared, "schemas")).Validate));
        }

        Assert.Equal(Assert.Single(published.Of("Namespace")).Name, Read(folder, "Kustomization")[0]["namespace"]!.GetValue<string>());
        Assert.Empty(objects.Select(NameOf).Intersect(published.Objects.Select(entry => $"{entry.Kind}/{entry.Name}")));
        Assert.Equal(
            Directory.EnumerateFiles(PathOf(folder), "*.yaml").Select(Path.GetFileName).Where(file => !file!.EndsWith("-patch.yaml", StringComparison.Ordinal)).Order(),
            Read(folder, "Kustomization")[0]["resources"]!.AsArray().Select(file => (string?)file).Order());
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Names_OfOtherObjects_AreThoseOfThePublished(string folder)
    {
        var own = Objects(folder);
        JsonNode[] all = [.. own, .. Patches(folder).Select(patch => patch.Content)];
        var secrets = published.Provided("secrets");
        var mandatory = Nodes(all, "secretKeyRef").Where(secret => secret["optional"] is null).Select(secret => $"{secret["name"]}/{secret["key"]}");

        Assert.Empty(mandatory.Except(secrets));
        Assert.Empty(Nodes(all, "image").Select(image => (string)image!).Except(published.Objects.SelectMany(entry => Nodes([entry.Document], "image")).Select(image => (string)image!)));
        Assert.Empty(Nodes(all, "claimName").Select(claim => $"PersistentVolumeClaim/{claim}").Except(own.Select(NameOf)));
        Assert.Empty(Nodes(all, "configMap").Select(map => $"ConfigMap/{map["name"]}").Except(own.Select(NameOf)));
        var components = own.Concat(published.Objects.Select(entry => entry.Document)).SelectMany(document => Nodes([document], "template"))
            .Select(template => (string?)template["metadata"]?["labels"]?["app.kubernetes.io/component"]).ToHashSet();
        Assert.All(Nodes(all, "podSelector"), selector => Assert.Contains((string?)selector["matchLabels"]!["app.kubernetes.io/component"], components));
        foreach (var host in Nodes(all, "value").Select(value => value.ToString()).Where(value => value.StartsWith("host=", StringComparison.Ordinal)))
        {
            Assert.Contains(published.Of("Service"), service => service.Name == host["host=".Length..].Split(' ')[0]);
        }
    }

    [Fact]
    public void AlertsOfDisks_AreForTheVolumesThereAre_At80And90Percent()
    {
        var rules = Assert.Single(Objects("alerts"))["spec"]!["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()).ToArray();
        var (space, watched) = (published.Of("Namespace").Single().Name, Regex.Match((string)rules[0]!["expr"]!, "namespace=\"(?<space>.*?)\", persistentvolumeclaim=~\"(?<claims>.*?)\""));
        var database = Assert.Single(published.Of("StatefulSet"), set => set.Name.StartsWith("postgres", StringComparison.Ordinal));
        var claims = database.Document["spec"]!["volumeClaimTemplates"]!.AsArray().Select(claim => $"{claim!["metadata"]!["name"]}-{database.Name}-0");
        var archives = Objects("audit").Where(document => (string?)document["kind"] == "PersistentVolumeClaim").Select(claim => (string?)claim["metadata"]!["name"]);

        Assert.Equal(space, watched.Groups["space"].Value);
        Assert.Equal(claims.Concat(archives), watched.Groups["claims"].Value.Split('|'));
        Assert.Equal(
            [("warning", $"{rules[0]!["record"]} >= 0.8"), ("critical", $"{rules[0]!["record"]} >= 0.9")],
            rules.Skip(1).Select(rule => ((string)rule!["labels"]!["severity"]!, (string)rule["expr"]!)));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Patch_AddsToThePublishedWorkload_AndTakesNothingAway(string folder)
    {
        Assert.SkipUnless(File.Exists(Kubectl), "kubectl is not installed.");
        foreach (var (kind, name, file, _) in Patches(folder))
        {
            var workload = Assert.Single(published.Objects, entry => entry.Kind.Equals(kind, StringComparison.OrdinalIgnoreCase) && entry.Name == name);

            var patched = await PatchAsync(workload.Document, file);

            Assert.Empty(Differences("", workload.Document, patched));
            var (before, after) = (workload.PodTemplate!["spec"]!["containers"]!.AsArray(), patched["spec"]!["template"]!["spec"]!["containers"]!.AsArray());
            Assert.Equal(before.Count, after.Count);
            Assert.NotEqual(workload.Document.ToJsonString(), patched.ToJsonString());
        }
    }

    /// <summary>What the first has and the second has not; lists may become longer.</summary>
    private static IEnumerable<string> Differences(string path, JsonNode? first, JsonNode? second) => (first, second) switch
    {
        (JsonObject members, JsonObject others) => members.SelectMany(member => Differences($"{path}/{member.Key}", member.Value, others[member.Key])),
        (JsonArray items, JsonArray others) => items.SelectMany((item, index) =>
            others.Any(other => !Differences(path, item, other).Any()) ? [] : (IEnumerable<string>)[$"{path}/{index}: {item?.ToJsonString()}"]),
        _ => JsonNode.DeepEquals(first, second) ? [] : [$"{path}: {first?.ToJsonString()} became {second?.ToJsonString()}"],
    };

    private static IEnumerable<JsonNode> Nodes(IEnumerable<JsonNode?> roots, string name) => roots.SelectMany(root => root switch
    {
        JsonObject members => members.Where(member => member.Key == name && member.Value is not null).Select(member => member.Value!).Concat(Nodes(members.Select(member => member.Value), name)),
        JsonArray items => Nodes(items, name),
        _ => [],
    });

    private static string NameOf(JsonNode document) => $"{document["kind"]}/{document["metadata"]!["name"]}";

    private static string PathOf(string folder) => Path.Combine(SolutionPaths.Root, "deploy", "kubernetes", folder);

    private static IReadOnlyList<JsonNode> Read(string folder, string file) => YamlFiles.Read(File.ReadAllText(Path.Combine(PathOf(folder), file)));

    private static IReadOnlyList<JsonNode> Objects(string folder) =>
        [.. Read(folder, "Kustomization")[0]["resources"]!.AsArray().SelectMany(file => Read(folder, file!.GetValue<string>()))];

    /// <summary>The commands in the Kustomization's head: <c>kubectl patch kind name -n ... --patch-file ...</c>.</summary>
    private static IReadOnlyList<(string Kind, string Name, string File, JsonNode Content)> Patches(string folder)
    {
        var commands = File.ReadLines(Path.Combine(PathOf(folder), "Kustomization")).Where(line => line.Contains("kubectl patch", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(commands);
        return
        [
            .. from command in commands
               let words = command.TrimStart('#', ' ').Split(' ')
               let file = Path.Combine(SolutionPaths.Root, words[^1])
               select (words[2], words[3], file, YamlFiles.Read(File.ReadAllText(file))[0]),
        ];
    }

    private static async Task<JsonNode> PatchAsync(JsonNode workload, string patch)
    {
        var folder = Directory.CreateTempSubdirectory("patch-");
        try
        {
            var file = Path.Combine(folder.FullName, "workload.json");
            await File.WriteAllTextAsync(file, workload.ToJsonString());
            var start = new ProcessStartInfo(Kubectl, ["patch", "--local", "-f", file, "--patch-file", patch, "-o", "json"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, await errors);
            return JsonSerializer.Deserialize<JsonNode>(output)!;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
