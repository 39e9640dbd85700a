using Microsoft.Extensions.Options;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Features.Trials;
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
    /// <summary>How long a reader waits for a look that is going on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private readonly SemaphoreSlim _single = new(1, 1);
    private IReadOnlyList<TenantDocument> _documents = [];
    private IReadOnlyList<TenantModule> _modules = [];
    private IReadOnlyList<TenantMember> _members = [];
    private IReadOnlyList<TenantTrial> _trials = [];
    private PolicyMark? _mark;
    private string? _lastSeen;
    private PolicyBundle? _rules;
    private string? _composed;
    private string? _refused;

    /// <summary>A look this old is as good as another one: many ask at once when a change was announced.</summary>
    public static readonly TimeSpan RecentEnough = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks now instead of at the next turn.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => LookAsync(TimeSpan.Zero, cancellationToken);

    public Task RefreshAsync(TimeSpan maxAge, CancellationToken cancellationToken) => LookAsync(maxAge, cancellationToken);

    public override void Dispose()
    {
        _single.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await LookAsync(TimeSpan.Zero, stoppingToken);
            await Task.Delay(options.Value.PollInterval, time, stoppingToken);
        }
    }

    private async Task LookAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        // Who would only like to know better is not held up by a change that waits, perhaps for the audit service.
        if (!await _single.WaitAsync(maxAge > TimeSpan.Zero ? Patience : Timeout.InfiniteTimeSpan, cancellationToken))
        {
            return;
        }

        try
        {
            if (time.GetUtcNow() - shelf.ConfirmedAt < maxAge)
            {
                return;
            }

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
            _trials = await policies.TrialsAsync(cancellationToken);
            _mark = mark;
            _composed = null;
        }
    }

    private async Task ComposeAsync(CancellationToken cancellationToken)
    {
        if (_composed != _rules!.Version)
        {
            await publisher.PublishAsync(_rules, BundleComposer.Compose(_rules, _documents, _modules, _members, _trials), _mark!.Count, cancellationToken);
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

    /// <summary>The same, unless that was done a moment ago.</summary>
    Task RefreshAsync(TimeSpan maxAge, CancellationToken cancellationToken);
}
