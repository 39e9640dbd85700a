using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Trials;

/// <summary>How a draft is tried.</summary>
public enum TrialKind
{
    /// <summary>It is asked beside what is in force and decides nothing.</summary>
    Shadow,

    /// <summary>It decides for a share of the people.</summary>
    Rollout,
}

/// <summary>The life of a trial; only the first two change anything.</summary>
public enum TrialStatus
{
    Running,

    /// <summary>What is in force decides for everybody until somebody goes on.</summary>
    Paused,

    /// <summary>The draft is in force.</summary>
    Finished,
    Aborted,

    /// <summary>Ended by itself, because a threshold was passed.</summary>
    RolledBack,
}

/// <summary>When a roll-out ends by itself.</summary>
/// <param name="MaxErrorPercent">More of its decisions than this failed.</param>
/// <param name="MaxDenialPercent">More of its decisions than this deny what is in force does not.</param>
/// <param name="MinDecisions">Not before so many decisions: one of two is no share.</param>
internal sealed record TrialThresholds(int MaxErrorPercent, int MaxDenialPercent, int MinDecisions)
{
    public static TrialThresholds Default { get; } = new(1, 10, 20);

    /// <summary>Why the roll-out has to end; null while it may go on.</summary>
    public string? Passed(TrialTotals totals)
    {
        if (totals.Decisions >= MinDecisions && totals.Errors * 100 > totals.Decisions * MaxErrorPercent)
        {
            return $"{totals.Errors} of {totals.Decisions} decisions failed, which is more than {MaxErrorPercent} %.";
        }

        return totals.Compared >= MinDecisions && totals.NewDenials * 100 > totals.Compared * MaxDenialPercent
            ? $"{totals.NewDenials} of {totals.Compared} compared decisions deny what was not denied before, which is more than {MaxDenialPercent} %."
            : null;
    }
}

internal sealed record TrialRow
{
    public required Guid Id { get; init; }
    public required TrialKind Kind { get; init; }
    public required Guid PolicyId { get; init; }
    public required int Ordinal { get; init; }
    public required string Version { get; init; }
    public required TrialStatus Status { get; init; }
    public required int Percent { get; init; }
    public required TrialThresholds Thresholds { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string UpdatedBy { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Of the last step.</summary>
    public required string Reason { get; init; }

    public bool IsOpen => Status is TrialStatus.Running or TrialStatus.Paused;
}

/// <summary>What all processes together saw of a trial.</summary>
internal sealed record TrialTotals(long Decisions, long Errors, long Compared, IReadOnlyDictionary<string, long> Changes, IReadOnlyList<TrialExample> Examples)
{
    private const int MostExamples = 50;

    public long NewDenials => Changes.GetValueOrDefault("allow>deny") + Changes.GetValueOrDefault("require_approval>deny");

    public static TrialTotals Of(IReadOnlyList<TrialReport> reports) => new(
        reports.Sum(report => report.Decisions),
        reports.Sum(report => report.Errors),
        reports.Sum(report => report.Compared),
        reports.SelectMany(report => report.Changes).GroupBy(change => change.Key).ToDictionary(change => change.Key, change => change.Sum(count => count.Value)),
        [.. reports.SelectMany(report => report.Examples).OrderByDescending(example => example.At).Take(MostExamples)]);
}

/// <summary>A trial that bundles have to hold, with the draft.</summary>
internal sealed record TenantTrial(string TenantId, PolicyTrial Trial, ActiveDocument Draft);

/// <summary>A trial that may have to end by itself.</summary>
internal sealed record DueTrial(string TenantId, Guid TrialId, Guid PolicyId);

/// <summary>The trials within a unit.</summary>
internal interface ITrialUnit
{
    /// <summary>The one that runs or is paused in the tenant.</summary>
    Task<TrialRow?> OpenTrialAsync();

    /// <summary>The policy's last trial of this kind.</summary>
    Task<TrialRow?> LastTrialAsync(Guid policyId, TrialKind kind);

    Task AddAsync(TrialRow trial);

    Task UpdateAsync(TrialRow trial);

    Task<TrialTotals> TotalsAsync(Guid trialId);
}

/// <summary>The trials of all tenants.</summary>
internal interface ITrialStore
{
    Task<IReadOnlyList<DueTrial>> OpenAsync(CancellationToken cancellationToken);

    /// <summary>False when there is no such trial any more.</summary>
    Task<bool> KeepAsync(TrialReport report, DateTimeOffset at, CancellationToken cancellationToken);
}
