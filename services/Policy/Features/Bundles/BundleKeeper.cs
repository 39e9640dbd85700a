using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
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
    : BackgroundService, IBundleRefresh, IPolicyNews
{
    /// <summary>How long a reader waits for a look that is going on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private readonly SemaphoreSlim _single = new(1, 1);
    private readonly SemaphoreSlim _heard = new(0);
    private IReadOnlyList<TenantDocument> _documents = [];
    private IReadOnlyList<TenantModule> _modules = [];
    private IReadOnlyList<TenantMember> _members = [];
    private IReadOnlyList<TenantTrial> _trials = [];
    private PolicyMark? _mark;
    private PolicyMark? _announced;
    private string? _lastSeen;
    private PolicyBundle? _rules;
    private string? _composed;
    private string? _refused;

    /// <summary>A look this old is as good as another one: many ask at once when a change was announced.</summary>
    public static readonly TimeSpan RecentEnough = TimeSpan.FromMilliseconds(20);

    public Task RefreshAsync(string tenantId, CancellationToken cancellationToken) => LookAsync(TimeSpan.Zero, new Occasion(tenantId), cancellationToken);

    public Task RefreshAsync(TimeSpan maxAge, CancellationToken cancellationToken) => LookAsync(maxAge, new Occasion(IsTold: true), cancellationToken);

    /// <summary>Another replica, or this one, made a change and told everybody.</summary>
    public void Hear(PolicyChanged change) => _heard.Release();

    public override void Dispose()
    {
        _heard.Dispose();
        _single.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isHeard = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            await LookAsync(TimeSpan.Zero, new Occasion(IsTold: isHeard), stoppingToken);
            isHeard = await _heard.WaitAsync(options.Value.PollInterval, stoppingToken);
        }
    }

    private async Task LookAsync(TimeSpan maxAge, Occasion occasion, CancellationToken cancellationToken)
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
            await ComposeAsync(occasion, cancellationToken);
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

    private async Task ComposeAsync(Occasion occasion, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> changed = [];
        if (_composed != _rules!.Version)
        {
            changed = await publisher.PublishAsync(_rules, BundleComposer.Compose(_rules, _documents, _modules, _members, _trials), _mark!, cancellationToken);
            _composed = _rules.Version;
        }

        shelf.Confirm(time.GetUtcNow());
        var told = ToAnnounce(occasion, changed);
        if (told.Count > 0)
        {
            _announced = _mark;
        }

        // Whoever changed a policy here is answered when this service decides by it.
        await Task.WhenAll(
            changed.Count > 0 ? enforcement.RefreshAsync(cancellationToken) : Task.CompletedTask,
            told.Count > 0 ? publisher.AnnounceAsync(told, cancellationToken) : Task.CompletedTask);
    }

    /// <summary>
    /// Who made a change announces it, even if somebody who asked in between made us see it first. What nobody told us of and we
    /// find by ourselves may be known to nobody, so it is announced too.
    /// </summary>
    private IReadOnlyList<string> ToAnnounce(Occasion occasion, IReadOnlyList<string> changed) => occasion switch
    {
        { Maker: { } tenantId } => _announced == _mark ? [] : [.. changed.Union([tenantId])],
        { IsTold: true } => [],
        _ => changed,
    };

    /// <summary>Said once per fault, not once per look.</summary>
    private void Refuse(string fault)
    {
        if (_refused != fault)
        {
            _refused = fault;
            logger.RulesRefused(fault);
        }
    }

    /// <summary>Why we look.</summary>
    /// <param name="Maker">The tenant for whom a change was just made on this replica.</param>
    /// <param name="IsTold">Somebody asks or tells us because of a change, which then is known already.</param>
    private sealed record Occasion(string? Maker = null, bool IsTold = false);
}

/// <summary>Brings what is committed into force on this replica.</summary>
internal interface IBundleRefresh
{
    /// <summary>A change of this tenant that this replica made, which it announces to all others.</summary>
    Task RefreshAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>What others may have changed, unless that was looked at a moment ago.</summary>
    Task RefreshAsync(TimeSpan maxAge, CancellationToken cancellationToken);
}
