using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Reports;

/// <summary>How often a policy governed what was done, and how often it refused.</summary>
public sealed record PolicyFigures(string Policy, long Actions, long Refused);

public sealed record ModelFigures(string Model, long Calls, long InputTokens, long OutputTokens);

/// <summary>Data items of one source and level that were read.</summary>
/// <param name="Source">The connector, or what else comes before the first colon of an item's source.</param>
public sealed record SourceFigures(string Source, Classification Classification, long Items);

/// <summary>What a company's assistants and people did in a week or a month, in figures that name nobody.</summary>
/// <param name="Of">The period, such as <c>2026-W46</c> or <c>2026-10</c>.</param>
/// <param name="Actions">How the ended actions of each kind ended; kinds without any are left out.</param>
/// <param name="Refused">Of all kinds together.</param>
/// <param name="SentToApproval">Of all kinds together.</param>
/// <param name="Policies">Those that governed most, at most ten.</param>
/// <param name="Models">Those called most, at most a hundred.</param>
/// <param name="Sources">Those read most, at most a hundred.</param>
public sealed record AuditReport(
    string Of,
    DateTimeOffset From,
    DateTimeOffset To,
    IReadOnlyList<ActivityCount> Actions,
    long Refused,
    long SentToApproval,
    IReadOnlyList<PolicyFigures> Policies,
    IReadOnlyList<ModelFigures> Models,
    IReadOnlyList<SourceFigures> Sources);
