using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>
/// Says after every look what this process decides with. Apart from the looking itself, which must not wait for it; of several
/// reports that wait only the newest is worth sending.
/// </summary>
internal sealed class PolicyReporter(IPolicyReports reports, PolicyEngine engine, IOptions<PolicyOptions> options, TimeProvider time, ILogger<PolicyReporter> logger)
    : BackgroundService
{
    /// <summary>The host is the pod on a cluster; the process tells replicas on one machine apart.</summary>
    public static readonly string ReplicaId = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}");

    private readonly Channel<PolicyReplicaReport> _newest = Channel.CreateBounded<PolicyReplicaReport>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private PolicySet? _last;
    private DateTimeOffset _appliedAt;

    /// <summary>To be called by whoever looks, one at a time.</summary>
    public void Note()
    {
        if (engine.Current is not { } set)
        {
            return;
        }

        if (_last is null || !HasSameVersions(_last, set))
        {
            _appliedAt = engine.SwitchedAt;
        }

        _last = set;
        var versions = set.Tenants.Where(tenant => tenant.Value.Policy is not null).ToDictionary(tenant => tenant.Key, tenant => tenant.Value.Policy!.Version);
        _newest.Writer.TryWrite(new PolicyReplicaReport(ReplicaId, set.Catalogue.Sequence, versions, _appliedAt, engine.Age.TotalSeconds));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var report in _newest.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                using var timeout = new CancellationTokenSource(options.Value.FetchTimeout, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stoppingToken);
                await reports.SendAsync(report, either.Token);
            }
            catch (PolicySourceException exception)
            {
                logger.NotReported(exception.Message);
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                logger.NotReported("it took too long");
            }
        }
    }

    private static bool HasSameVersions(PolicySet one, PolicySet other) =>
        one.Tenants.Count == other.Tenants.Count && one.Tenants.All(tenant => other.Tenants.GetValueOrDefault(tenant.Key)?.Policy == tenant.Value.Policy);
}
