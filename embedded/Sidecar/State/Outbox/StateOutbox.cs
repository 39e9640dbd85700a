using System.Diagnostics;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.PubSub;

namespace OpenClaw.Sidecar.State.Outbox;

/// <summary>
/// The transactional outbox. Before a transaction its events go to an internal topic of this app; each upsert brings a
/// marker key into the same transaction. Who reads the internal topic publishes an event only when its marker is there.
/// </summary>
internal sealed class StateOutbox(ComponentRegistry components, SidecarOptions options, TimeProvider clock)
{
    private const string ProjectionKey = "outbox.projection";

    /// <summary>Sends the waiting events and answers the changes to make: without projections, with the markers.</summary>
    public async Task<IReadOnlyList<IStateChange>> AnnounceAsync(StateComponent store, IReadOnlyList<IStateChange> changes, CancellationToken cancellationToken)
    {
        var outbox = store.Outbox!;
        var projections = changes.OfType<StateSet>().Where(IsProjection).ToDictionary(change => change.Key, StringComparer.Ordinal);
        var result = changes.Where(change => change is not StateSet set || !IsProjection(set)).ToList();
        var pubsub = PubSub(outbox.InternalPubSub);
        foreach (var change in result.OfType<StateSet>().ToArray())
        {
            var marker = new StateSet($"outbox-{Guid.NewGuid()}", "0"u8.ToArray());
            var activity = Activity.Current;
            var context = new CloudEventContext(outbox.InternalPubSub, "", options.AppId, activity?.Id, activity?.TraceStateString, new Dictionary<string, string>(), clock.GetUtcNow(), BrokerExpires: true);
            var body = OutboxEvents.Build(projections.GetValueOrDefault(change.Key, change), change, context, marker.Key);
            await pubsub.PubSub.PublishAsync(pubsub.Physical(InternalTopic(outbox)), body, new Dictionary<string, string>(), cancellationToken);
            result.Add(marker);
        }
        return result;
    }

    public string InternalTopic(OutboxOptions outbox) => $"{options.Namespace}{options.AppId}{outbox.Topic}outbox";

    public PubSubComponent PubSub(string name) => components.PubSubs.TryGetValue(name, out var found) ? found
        : throw new StateStoreException($"the outbox needs the pub/sub component {name}, which is not loaded");

    private static bool IsProjection(StateSet change) => Resources.MetadataValues.IsTrue(change.Metadata.GetValueOrDefault(ProjectionKey));
}
