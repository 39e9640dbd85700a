using Microsoft.Extensions.Options;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Options;
using OpenClaw.Rego;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>
/// Puts in force what the folder of rules and the database say, at the start and whenever either changes. A folder that two
/// looks in a row show the same is taken as finished; a copy in progress is not.
/// </summary>
internal sealed class BundleKeeper(
    IRuleFolder folder,
    IPoliciesInForce policies,
    BundleShelf shelf,
    BundlePublisher publisher,
    IPolicyRefresh enforcement,
    IOptions<RulesOptions> options,
    TimeProvider time,
    ILogger<BundleKeeper> logger)
    : BackgroundService, IBundleRefresh
{
    private readonly SemaphoreSlim _single = new(1, 1);
    private IReadOnlyList<TenantDocument> _documents = [];
    private IReadOnlyList<TenantModule> _modules = [];
    private IReadOnlyList<TenantMember> _members = [];
    private string? _mark;
    private string? _lastSeen;
    private PolicyBundle? _rules;
    private string? _composed;
    private string? _refused;

    /// <summary>Looks now instead of at the next turn.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken) => await LookAsync(cancellationToken);

    public override void Dispose()
    {
        _single.Dispose();
        base.Dispose();
    }

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
        await _single.WaitAsync(cancellationToken);
        try
        {
            ReadRules();
            await ReadPoliciesAsync(cancellationToken);
            await ComposeAsync(cancellationToken);
            _refused = null;
        }
        catch (RuleFolderException exception)
        {
            Refuse(exception.Message);
        }
        catch (PolicyStoreUnavailableException exception)
        {
            Refuse(exception.Message);
        }
        catch (RegoException exception)
        {
            Refuse(exception.Message);
        }
        catch (AuditUnavailableException exception)
        {
            logger.ChangeNotRecorded(_lastSeen ?? "", exception.Message);
        }
        finally
        {
            _single.Release();
        }
    }

    private void ReadRules()
    {
        var rules = folder.Read();
        if (rules.Version == _lastSeen || _rules is null)
        {
            _rules = rules;
        }

        _lastSeen = rules.Version;
    }

    private async Task ReadPoliciesAsync(CancellationToken cancellationToken)
    {
        var mark = await policies.MarkAsync(cancellationToken);
        if (mark != _mark)
        {
            _documents = await policies.ReadAsync(cancellationToken);
            _modules = await policies.ModulesAsync(cancellationToken);
            _members = await policies.MembersAsync(cancellationToken);
            _mark = mark;
            _composed = null;
        }
    }

    private async Task ComposeAsync(CancellationToken cancellationToken)
    {
        if (_composed != _rules!.Version)
        {
            var bundle = BundleComposer.Compose(_rules, _documents, _modules, _members);
            if (bundle.Version != shelf.Current?.Bundle.Version)
            {
                await publisher.PublishAsync(bundle, _rules.Version, cancellationToken);
            }

            _composed = _rules.Version;
            shelf.Confirm(time.GetUtcNow());

            // Whoever changed a policy here is answered when this service decides by it.
            await enforcement.RefreshAsync(cancellationToken);
        }

        shelf.Confirm(time.GetUtcNow());
    }

    /// <summary>Said once per fault, not once per look.</summary>
    private void Refuse(string fault)
    {
        if (_refused != fault)
        {
            _refused = fault;
            logger.RulesRefused(fault);
        }
    }
}

/// <summary>Brings what was just committed into force on this replica.</summary>
internal interface IBundleRefresh
{
    Task RefreshAsync(CancellationToken cancellationToken);
}
