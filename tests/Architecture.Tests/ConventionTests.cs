using System.Text.RegularExpressions;

namespace OpenClaw.Architecture.Tests;

/// <summary>What the source says about time, waiting, errors and names.</summary>
public sealed class ConventionTests
{
    private static readonly string[] Production = ["AppHost", "ServiceDefaults", "services", "embedded"];

    [Theory]
    [InlineData(@"\bDateTime(Offset)?\.(UtcNow|Now)\b", "time comes from TimeProvider")]
    [InlineData(@"\bThread\.Sleep\(", "nothing blocks a thread to wait")]
    [InlineData(@"catch( \(Exception( \w+)?\))?\s*\{\s*\}", "no failure is swallowed")]
    [InlineData(@"\b(NotImplementedException|TODO|FIXME|HACK)\b", "nothing is left half done")]
    [InlineData(@"^\s*#if\b", "one source serves both platforms")]
    [InlineData(@"namespace OpenClaw\.Aspire\b", "a namespace OpenClaw.Aspire would shadow Aspire")]
    public void Production_NeverContains(string pattern, string promise)
    {
        var expression = new Regex(pattern);

        var findings = Production.SelectMany(SourceTree.Sources).SelectMany(file => file.LinesWith(expression)).ToList();

        Assert.True(findings.Count == 0, $"Broken promise: {promise}.\n{string.Join('\n', findings)}");
    }

    [Fact]
    public void AsynchronousCode_IsAwaited()
    {
        var blocking = new Regex(@"\.GetAwaiter\(\)\.GetResult\(\)");

        // The mirrored surface of StackExchange.Redis has synchronous members; the container resolves a client through one.
        // So has the framework's base of configuration providers, which a store behind a sidecar has to be read by.
        var findings = Production.SelectMany(SourceTree.Sources)
            .Where(file => !file.Path.StartsWith("embedded/Redis/", StringComparison.Ordinal))
            .Where(file => file.Path != "embedded/Dapr/ExtensionsConfiguration/StoreProvider.cs")
            .SelectMany(file => file.LinesWith(blocking));

        Assert.Empty(findings);
    }

    [Fact]
    public void LogMessages_AreSourceGenerated()
    {
        var direct = new Regex(@"\b\w*[lL]ogger\.Log(Trace|Debug|Information|Warning|Error|Critical)\(");

        Assert.Empty(Production.SelectMany(SourceTree.Sources).SelectMany(file => file.LinesWith(direct)));
    }

    [Fact]
    public void EventIds_AreUniquePerRoom()
    {
        var id = new Regex(@"EventId = (\d+)");

        var repeated = Production.SelectMany(SourceTree.Sources)
            .SelectMany(file => id.Matches(file.Text).Select(match => (Id: match.Groups[1].Value, file.Path)))
            .GroupBy(entry => entry.Id)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(entry => entry.Path))}");

        Assert.Empty(repeated);
    }

    [Fact]
    public void EveryErrorCode_HasItsPage()
    {
        var codes = new Regex("const string \\w+ = \"([a-z-]+)\";");
        var contracts = File.ReadAllText(Path.Combine(SourceTree.Root, "services/Contracts/ErrorCodes.cs"));

        var missing = codes.Matches(contracts).Select(match => match.Groups[1].Value)
            .Where(code => !File.Exists(Path.Combine(SourceTree.Root, "docs/problems", code + ".md")));

        Assert.Empty(missing);
    }

    [Fact]
    public void ProjectFiles_CarryNoVersions()
    {
        var versioned = SourceTree.Projects(".")
            .Where(project => Regex.IsMatch(File.ReadAllText(project), @"<PackageReference[^>]*\bVersion="))
            .Select(project => Path.GetRelativePath(SourceTree.Root, project));

        Assert.Empty(versioned);
    }
}
