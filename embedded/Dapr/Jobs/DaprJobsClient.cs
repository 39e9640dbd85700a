using Dapr.Common;
using Dapr.Jobs.Models;
using Dapr.Jobs.Models.Responses;

namespace Dapr.Jobs;

/// <summary>Jobs that the sidecar starts when they are due.</summary>
public abstract class DaprJobsClient : IDaprClient
{
    private bool _disposed;

    private protected DaprJobsClient()
    {
    }

    /// <summary>Schedules a job.</summary>
    public abstract Task ScheduleJobAsync(
        string jobName,
        DaprJobSchedule schedule,
        ReadOnlyMemory<byte>? payload = default,
        DateTimeOffset? startingFrom = default,
        int? repeats = default,
        DateTimeOffset? ttl = default,
        bool overwrite = false,
        IJobFailurePolicyOptions? failurePolicyOptions = null,
        CancellationToken cancellationToken = default);

    /// <summary>Reads a job.</summary>
    public abstract Task<DaprJobDetails> GetJobAsync(string jobName, CancellationToken cancellationToken = default);

    /// <summary>Removes a job.</summary>
    public abstract Task DeleteJobAsync(string jobName, CancellationToken cancellationToken = default);

    /// <summary>Releases the connections.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>Releases the connections.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
