using System.Text.Json;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Features.GitHub;

/// <summary>What an item inherits from its repository.</summary>
internal sealed record RepositoryFacts(string FullName, Classification Classification)
{
    /// <summary>
    /// Only a repository that says it is public is: <c>visibility</c> decides, older payloads have only <c>private</c>,
    /// and whatever says nothing is internal.
    /// </summary>
    public static RepositoryFacts? Read(JsonElement? repository)
    {
        if (repository is not { } facts || facts.Text("full_name") is not { } name || name.Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
        {
            return null;
        }

        var isPublic = facts.Flag("private") == false && facts.Text("visibility") is null or "public";
        return new RepositoryFacts(name, isPublic ? Classification.Public : Classification.Internal);
    }
}
