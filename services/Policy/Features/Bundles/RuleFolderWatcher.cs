using Microsoft.Extensions.Options;
using OpenClaw.Policy.Options;
using OpenClaw.Rego;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>
/// Puts the folder's rules in force at the start and whenever they change. A folder that two reads in a row show the same
/// is taken as finished; a copy in progress is not.
/// </summary>
internal sealed class RuleFolderWatcher(
    IRuleFolder folder,
    BundleShelf shelf,
    BundlePublisher publisher,
    IOptions<RulesOptions> options,
    TimeProvider time,
    ILogger<RuleFolderWatcher> logger)
    : BackgroundService
{
    private string? _lastSeen;
    private string? _refused;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await LookAsync(stoppingToken);
            await Task.Delay(options.Value.PollInterval, time, stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        PolicyBundle bundle;
        try
        {
            bundle = folder.Read();
        }
        catch (RuleFolderException exception)
        {
            Refuse(exception.Message, exception.Message);
            return;
        }

        var isSettled = bundle.Version == _lastSeen || shelf.Current is null;
        _lastSeen = bundle.Version;
        if (isSettled && bundle.Version != shelf.Current?.Bundle.Version && bundle.Version != _refused)
        {
            await PublishAsync(bundle, cancellationToken);
        }
    }

    private async Task PublishAsync(PolicyBundle bundle, CancellationToken cancellationToken)
    {
        try
        {
            await publisher.PublishAsync(bundle, cancellationToken);
            _refused = null;
        }
        catch (RegoException exception)
        {
            Refuse(bundle.Version, exception.Message);
        }
        catch (AuditUnavailableException exception)
        {
            logger.ChangeNotRecorded(bundle.Version, exception.Message);
        }
    }

    /// <summary>Said once per fault, not once per look.</summary>
    private void Refuse(string fault, string reason)
    {
        if (_refused != fault)
        {
            _refused = fault;
            logger.RulesRefused(reason);
        }
    }
}
