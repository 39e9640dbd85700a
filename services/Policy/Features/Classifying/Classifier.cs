using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Features.Resolution;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Classifying;

/// <summary>
/// The first two layers: what the source is by default, raised by what content shows and by what an item was made from, never
/// lowered. An override of an administrator stands until the next one.
/// </summary>
internal sealed class Classifier(IPolicyStore policies, IClassificationStore items, IContentAssessor assessor, ClassificationAudit audit, TimeProvider time)
{
    private const Classification Unknown = Classification.Restricted;

    public async Task<ClassifyAnswer> ClassifyAsync(ClassifyRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var known = request.SourceId is { } id ? await items.FindAsync(caller.TenantId, id, cancellationToken) : null;
        var isDecided = known?.AssignedBy == ClassificationSource.AdminOverride;
        var answer = isDecided ? Answer(known!) : await AssessAsync(request, caller, cancellationToken);
        return await audit.RecordAsync(request, caller, known, answer, async () =>
            isDecided || request.SourceId is null ? answer : await KeepAsync(request.SourceId, answer, known, caller, cancellationToken), cancellationToken);
    }

    private async Task<ClassifyAnswer> AssessAsync(ClassifyRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var policy = await EffectiveAsync(caller, cancellationToken);
        var floor = Max(DefaultOf(request, policy), await SourcesAsync(request, caller, cancellationToken));
        var looks = policy["allow_ai_reclassification"]?.GetValue<bool>() != false && !string.IsNullOrWhiteSpace(request.ContentSummary);
        var found = looks ? assessor.Assess(request.ContentSummary!) : null;
        return found is not null && found.Level > floor
            ? new ClassifyAnswer(found.Level, ClassificationSource.AiReclassification, floor, found.Confidence)
            : new ClassifyAnswer(floor, ClassificationSource.ConnectorDefault, null, 1);
    }

    private async Task<ClassifyAnswer> KeepAsync(string id, ClassifyAnswer answer, ItemClassification? known, Caller caller, CancellationToken cancellationToken)
    {
        // Looking again may find more, never less: what was seen once is in there.
        if (known is not null && known.Level >= answer.Classification)
        {
            return Answer(known);
        }

        var item = new ItemClassification(
            id, answer.Classification, answer.AssignedBy, answer.OriginalLevel, answer.Confidence, known?.OrgId ?? caller.OrgUnit ?? "", null, null, time.GetUtcNow(), (known?.RowVersion ?? 0) + 1);
        if (await items.KeepAsync(caller.TenantId, item, caller.UserId, "", cancellationToken))
        {
            return answer;
        }

        // Somebody else was faster; the higher of both holds.
        var present = await items.FindAsync(caller.TenantId, id, cancellationToken);
        return present is null || present.Level >= answer.Classification ? Answer(present ?? item) : await KeepAsync(id, answer, present, caller, cancellationToken);
    }

    private async Task<Classification> SourcesAsync(ClassifyRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var level = Classification.Public;
        foreach (var source in request.DerivedFrom ?? [])
        {
            level = Max(level, (await items.FindAsync(caller.TenantId, source, cancellationToken))?.Level ?? Unknown);
        }

        return level;
    }

    private async Task<JsonObject> EffectiveAsync(Caller caller, CancellationToken cancellationToken)
    {
        var active = await policies.ReadAsync(caller.TenantId, unit => unit.ActiveAsync(GetEffectiveEndpoint.ChainOf(caller, "data")), cancellationToken);
        return DocumentMerge.Merge(PolicyDomains.All["data"], [.. active.Select(document => document.Document)]);
    }

    private static Classification DefaultOf(ClassifyRequest request, JsonObject policy)
    {
        var connector = request.ConnectorType ?? "";
        if ((string?)policy["classification_overrides"]?[connector]?["default"] is { } level)
        {
            return Enum.Parse<Classification>(level, ignoreCase: true);
        }

        return connector switch
        {
            "github" when request.IsPublic == true => Classification.Public,
            _ when Ladders.Connectors.Contains(connector) => Max(Classification.Internal, LevelOf(policy["default_classification"])),

            // Made here from other items: those decide.
            "" when request.DerivedFrom is { Count: > 0 } => Classification.Public,
            _ => Unknown,
        };
    }

    private static Classification LevelOf(JsonNode? word) =>
        word is null ? Classification.Public : Enum.Parse<Classification>((string)word!, ignoreCase: true);

    private static Classification Max(Classification one, Classification other) => one > other ? one : other;

    private static ClassifyAnswer Answer(ItemClassification item) => new(item.Level, item.AssignedBy, item.OriginalLevel, item.Confidence);
}
