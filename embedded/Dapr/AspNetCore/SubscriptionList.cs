using Dapr.AspNetCore;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Dapr;

/// <summary>The subscriptions that the endpoints of an application carry.</summary>
internal static partial class SubscriptionList
{
    public static IReadOnlyList<SubscriptionWire> Of(IEnumerable<RouteEndpoint> endpoints, SubscribeOptions options, ILogger logger) =>
    [
        .. endpoints.SelectMany(endpoint => endpoint.Metadata.GetOrderedMetadata<ITopicMetadata>()
                .Select(topic => new Member(topic, RouteOf(endpoint), MetadataOf(endpoint, topic, options), BulkOf(endpoint, topic))))
            .GroupBy(member => (member.Topic.PubsubName, member.Topic.Name))
            .OrderBy(group => group.Key.PubsubName, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Name, StringComparer.Ordinal)
            .Select(group => Merge(group.Key.PubsubName, group.Key.Name, [.. group], logger)),
    ];

    private static SubscriptionWire Merge(string pubsub, string topic, List<Member> members, ILogger logger)
    {
        var rules = members.Where(member => !string.IsNullOrEmpty(member.Topic.Match)).OrderBy(member => member.Topic.Priority).ToList();
        var defaults = members.Where(member => string.IsNullOrEmpty(member.Topic.Match)).ToList();
        if (defaults.Count > 1)
        {
            logger.ManyDefaults(topic, pubsub);
        }

        if (rules.DistinctBy(rule => rule.Topic.Priority).Count() < rules.Count)
        {
            logger.SamePriority(topic, pubsub);
        }

        var first = members.MinBy(member => member.Topic.Priority)!;
        var route = defaults.FirstOrDefault()?.Route;
        return new SubscriptionWire(
            topic,
            pubsub,
            rules.Count == 0 ? route : null,
            rules.Count == 0 ? null : new RoutesWire([.. rules.Select(rule => new RuleWire(rule.Topic.Match, rule.Route))], route),
            first.Metadata.Count == 0 ? null : first.Metadata,
            first.Bulk,
            (first.Topic as IDeadLetterTopicMetadata)?.DeadLetterTopic is { Length: > 0 } dead ? dead : null);
    }

    private static string RouteOf(RouteEndpoint endpoint) => endpoint.RoutePattern.Parameters.Count == 0
        ? string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(LiteralOf))))
        : throw new InvalidOperationException($"The route '{endpoint.RoutePattern.RawText}' has parameters; a subscription needs a literal route.");

    private static string LiteralOf(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPart part) => part switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
        _ => throw new InvalidOperationException("A subscription needs a literal route."),
    };

    private static BulkWire? BulkOf(RouteEndpoint endpoint, ITopicMetadata topic) =>
        endpoint.Metadata.GetOrderedMetadata<IBulkSubscribeMetadata>().FirstOrDefault(bulk => bulk.TopicName == topic.Name) is { } bulk
            ? new BulkWire(true, bulk.MaxMessagesCount, bulk.MaxAwaitDurationMs)
            : null;

    private static Dictionary<string, string> MetadataOf(RouteEndpoint endpoint, ITopicMetadata topic, SubscribeOptions options)
    {
        var owner = topic as IOwnedOriginalTopicMetadata;
        var metadata = endpoint.Metadata.GetOrderedMetadata<IOriginalTopicMetadata>()
            .Where(entry => entry.Id is null || owner?.OwnedMetadatas?.Contains(entry.Id) == true)
            .GroupBy(entry => entry.Name)
            .ToDictionary(group => group.Key, group => string.Join(owner?.MetadataSeparator ?? ",", group.Select(entry => entry.Value)));
        if ((topic as IRawTopicMetadata)?.EnableRawPayload ?? options.EnableRawPayload)
        {
            metadata["rawPayload"] = "true";
        }

        return metadata;
    }

    [LoggerMessage(EventId = 7651, Level = LogLevel.Error, Message = "Topic {Topic} of {PubSub} has more than one default route; the first is used")]
    private static partial void ManyDefaults(this ILogger logger, string topic, string pubSub);

    [LoggerMessage(EventId = 7652, Level = LogLevel.Error, Message = "Topic {Topic} of {PubSub} has rules of the same priority")]
    private static partial void SamePriority(this ILogger logger, string topic, string pubSub);

    private sealed record Member(ITopicMetadata Topic, string Route, Dictionary<string, string> Metadata, BulkWire? Bulk);
}

internal sealed record SubscriptionWire(
    string Topic, string PubsubName, string? Route, RoutesWire? Routes, Dictionary<string, string>? Metadata, BulkWire? BulkSubscribe, string? DeadLetterTopic);

internal sealed record BulkWire(bool Enabled, int MaxMessagesCount, int MaxAwaitDurationMs);

internal sealed record RoutesWire(List<RuleWire> Rules, string? Default);

internal sealed record RuleWire(string Match, string Path);
