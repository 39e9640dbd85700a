namespace Dapr.Jobs.Models
{
    /// <summary>What happens to a job that failed.</summary>
    public enum JobFailurePolicy
    {
        /// <summary>Nothing more.</summary>
        Drop = 0,

        /// <summary>It is tried again after a while.</summary>
        Constant = 1,
    }

    /// <summary>What shall happen to a job that failed.</summary>
    public interface IJobFailurePolicyOptions
    {
        /// <summary>The policy.</summary>
        JobFailurePolicy Policy { get; }
    }

    /// <summary>A failed job is tried again after a while.</summary>
    public sealed record JobFailurePolicyConstantOptions(TimeSpan Interval) : IJobFailurePolicyOptions
    {
        /// <summary>How often; without end when null.</summary>
        public uint? MaxRetries { get; init; }

        /// <inheritdoc/>
        public JobFailurePolicy Policy => JobFailurePolicy.Constant;
    }

    /// <summary>A failed job is forgotten.</summary>
    public sealed record JobFailurePolicyDropOptions : IJobFailurePolicyOptions
    {
        /// <inheritdoc/>
        public JobFailurePolicy Policy => JobFailurePolicy.Drop;
    }
}

namespace Dapr.Jobs.Models.Responses
{
    /// <summary>What happens to a job when it fails.</summary>
    public interface IFailurePolicyResponse
    {
        /// <summary>The policy.</summary>
        JobFailurePolicy Type { get; }
    }

    /// <summary>It is tried again after a while.</summary>
    public sealed record ConfiguredConstantFailurePolicy(bool HasMaxRetries, int? MaxRetries, TimeSpan Duration) : IFailurePolicyResponse
    {
        /// <inheritdoc/>
        public JobFailurePolicy Type => JobFailurePolicy.Constant;
    }

    /// <summary>It is forgotten.</summary>
    public sealed record ConfiguredDropFailurePolicy : IFailurePolicyResponse
    {
        /// <inheritdoc/>
        public JobFailurePolicy Type => JobFailurePolicy.Drop;
    }

    /// <summary>A job as the sidecar keeps it.</summary>
    public sealed record DaprJobDetails(DaprJobSchedule Schedule)
    {
        /// <summary>How often it is due; without end when null.</summary>
        public int? RepeatCount { get; init; }

        /// <summary>When it is due first, or at all.</summary>
        public DateTimeOffset? DueTime { get; init; }

        /// <summary>When it ends.</summary>
        public DateTimeOffset? Ttl { get; init; }

        /// <summary>What the application gets.</summary>
        public byte[]? Payload { get; init; }

        /// <summary>Whether it took the place of another.</summary>
        public bool Overwrite { get; init; }

        /// <summary>What happens when it fails.</summary>
        public IFailurePolicyResponse? FailurePolicy { get; init; }
    }
}
