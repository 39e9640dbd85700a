using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Features.Correlation;

/// <summary>Turns observed items into what correlation compares.</summary>
internal static class SubjectFactory
{
    public static IEnumerable<CorrelationSubject> Of(DeskOwner owner, IEnumerable<ObservedItem> items) =>
        items.Select(observed => Of(owner, observed.Item));

    /// <summary>
    /// Projects whose keys count. The connector passes on only keys of projects the tenant has, so what it resolved tells
    /// which those are; UTF-8 or SHA-256 in a title never become one.
    /// </summary>
    public static IReadOnlySet<string> KnownProjects(IEnumerable<ObservedItem> items) => items
        .SelectMany(observed => observed.Item.Source == "jira"
            ? [.. observed.Item.References, observed.Item.SourceId]
            : observed.Item.References)
        .Where(CorrelationProfile.IsIssueKey)
        .Select(key => key[..key.LastIndexOf('-')])
        .ToHashSet(StringComparer.Ordinal);

    private static CorrelationSubject Of(DeskOwner owner, ConnectorItem item) =>
        new(item.Id, item.Source, item.SourceId, item.Title, item.Summary, item.UpdatedAt)
        {
            Repository = item.Repository,
            Identity = IdentityOf(item),
            References = item.References,
            Participants =
            [
                .. item.Participants
                    .Where(participant => participant.UserId != owner.UserId)
                    .Select(participant => participant.UserId ?? $"{item.Source}:{participant.VendorLogin}"),
            ],
        };

    private static string? IdentityOf(ConnectorItem item)
    {
        if (item.Source == "jira")
        {
            return item.SourceId;
        }

        var number = item.Metadata.GetValueOrDefault("number") ?? item.SourceId[(item.SourceId.LastIndexOfAny(['/', '#']) + 1)..];
        return item.Repository is { } repository && number.Length > 0 && number.All(char.IsAsciiDigit) ? $"{repository}#{number}" : null;
    }
}
