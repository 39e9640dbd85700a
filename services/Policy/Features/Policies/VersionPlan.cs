using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>What a request wants a new version to say, read and checked as far as it can be without the database.</summary>
internal sealed record VersionText(string Content, PolicyDocument Document)
{
    public static (VersionText? Text, Failure? Failure) Read(string domain, JsonNode? content)
    {
        // An object is kept as the text it was sent as; places in it are of no use to its sender.
        var text = content is JsonValue value && value.TryGetValue<string>(out var written) ? written : content?.ToJsonString() ?? "";
        var document = PolicyDocument.Read(domain, text, out var faults);
        return document is null ? (null, PolicyFailures.Invalid(faults)) : (new VersionText(text, document), null);
    }
}

/// <summary>Chooses the number of a new version.</summary>
internal static class VersionNumbers
{
    public static (SemanticVersion? Version, Failure? Failure) Choose(string? wanted, SemanticVersion? highest)
    {
        if (string.IsNullOrEmpty(wanted))
        {
            return (highest?.Next() ?? new SemanticVersion(1, 0, 0, ""), null);
        }

        if (SemanticVersion.Parse(wanted) is not { } version)
        {
            return (null, PolicyFailures.Invalid([new PolicyFault("version", "must be a semantic version such as 1.4.0")]));
        }

        return highest is not null && version.CompareTo(highest) <= 0
            ? (null, PolicyFailures.Invalid([new PolicyFault("version", $"must be higher than {highest}, the highest so far")]))
            : (version, null);
    }
}
