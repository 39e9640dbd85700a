using OpenClaw.Policy.Features.Documents;

namespace OpenClaw.Policy.Tests.Documents;

/// <summary>Documents say what the table knows, or are refused with the place of every fault.</summary>
public sealed class ReadingTests
{
    public static TheoryData<string> Domains => [.. PolicyDomains.All.Keys];

    [Fact]
    public void Domains_AreTheSevenOfTheSpec() => Assert.Equal(
        ["actions", "agent-to-agent", "audit", "data", "features", "integrations", "models"], PolicyDomains.All.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Domains))]
    public void Baseline_IsValid_AndReadsTheSameAsJson(string domain)
    {
        var fromYaml = A.Document(domain, Rules.ShippedRules.BaselineOf(domain));

        var fromJson = A.Document(domain, fromYaml.ToJsonString());

        Assert.Equal(fromYaml.ToJsonString(), fromJson.ToJsonString());
        Assert.NotEmpty(fromYaml);
    }

    [Theory]
    [InlineData("actions", "default_autonomy: auto", "default_autonomy", 1, 19)]
    [InlineData("actions", "blocked:\n  - a\nunknown: 1", "unknown", 3, 1)]
    [InlineData("actions", "actions:\n  email_send: [x]", "actions.email_send", 2, 15)]
    [InlineData("actions", "blocked: [a, b, a]", "blocked", 1, 17)]
    [InlineData("actions", "blocked: a", "blocked", 1, 10)]
    [InlineData("actions", "blocked: [a]\nblocked: [b]", "blocked", 2, 1)]
    [InlineData("actions", "max_auto_per_hour: -1", "max_auto_per_hour", 1, 20)]
    [InlineData("actions", "max_auto_per_hour: 1.5", "max_auto_per_hour", 1, 20)]
    [InlineData("actions", "max_auto_per_hour: \"7\"", "max_auto_per_hour", 1, 20)]
    [InlineData("actions", "- a", "", 1, 1)]
    [InlineData("actions", "format_version: 2", "format_version", 1, 17)]
    [InlineData("integrations", "connectors:\n  outlook:\n    enabled: true", "connectors.outlook", 2, 3)]
    [InlineData("integrations", "connectors:\n  gmail:\n    enabled: yes", "connectors.gmail.enabled", 3, 14)]
    [InlineData("integrations", "connectors:\n  gmail:\n    permissions: all", "connectors.gmail.permissions", 3, 18)]
    [InlineData("models", "sensitive_data_model: gpt-9", "sensitive_data_model", 1, 23)]
    [InlineData("models", "allowed_classifications: [secret]", "allowed_classifications", 1, 27)]
    [InlineData("agent-to-agent", "cross_enterprise: true", "cross_enterprise", 1, 19)]
    [InlineData("data", "raw_data_retention: forever", "raw_data_retention", 1, 21)]
    [InlineData("data", "classification_levels: [public, internal]", "classification_levels", 1, 24)]
    [InlineData("audit", "retention_years: 0", "retention_years", 1, 18)]
    [InlineData("audit", "minimum_retention_days: 364", "minimum_retention_days", 1, 25)]
    [InlineData("audit", "auto_responses_before_alert: 0", "auto_responses_before_alert", 1, 30)]
    [InlineData("audit", "retention_years_by_action_type: {gossip: 2}", "retention_years_by_action_type.gossip", 1, 34)]
    [InlineData("audit", "retention_years_by_action_type: {data_access: 0}", "retention_years_by_action_type.data_access", 1, 47)]
    [InlineData("features", "briefing_generation: true", "briefing_generation", 1, 1)]
    [InlineData("actions", "{\n  \"blocked\": [],\n  \"nope\": 1\n}", "nope", 3, 3)]
    public void Fault_IsNamedWithItsPlace(string domain, string text, string path, int line, int column)
    {
        var document = PolicyDocument.Read(domain, text, out var faults);

        Assert.Null(document);
        var fault = Assert.Single(faults);
        Assert.Equal((path, line, column), (fault.Path, fault.Line, fault.Column));
    }

    [Theory]
    [InlineData("a: &x 1\nb: *x")]
    [InlineData("blocked: !!set {a}")]
    [InlineData("a: 1\n---\nb: 2")]
    [InlineData("")]
    [InlineData("blocked: [")]
    [InlineData("{\"blocked\": [}")]
    [InlineData("{} {}")]
    public void Text_ThatIsNoPlainDocument_IsRefused(string text)
    {
        Assert.Null(PolicyDocument.Read("actions", text, out var faults));

        Assert.NotEmpty(faults);
    }

    [Fact]
    public void Text_NestedTooDeepOrTooLong_IsRefused()
    {
        Assert.Null(PolicyDocument.Read("actions", string.Concat(Enumerable.Repeat("[", 5000)), out _));
        Assert.Null(PolicyDocument.Read("actions", new string('#', SourceReader.MaxLength + 1), out _));
    }

    [Fact]
    public void Faults_AreAllToldInTheirOrder()
    {
        PolicyDocument.Read("actions", "nope: 1\ndefault_autonomy: x\nblocked: 7\n", out var faults);

        Assert.Equal([1, 2, 3], faults.Select(fault => fault.Line));
    }

    [Theory]
    [MemberData(nameof(Domains))]
    public void Schema_NamesEveryFieldOfTheTable(string domain)
    {
        var field = PolicyDomains.All[domain];

        var schema = DomainSchema.Of(field);

        Assert.False((bool)schema["additionalProperties"]!);
        Assert.Equal(
            field.Members.Select(member => member.Name).Append("format_version").Order(StringComparer.Ordinal),
            schema["properties"]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
    }
}
