using OpenClaw.Policy.Features.Trials;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>The policies of the tenants. All work happens in units that see one tenant and are committed as a whole.</summary>
internal interface IPolicyStore
{
    /// <exception cref="PolicyStoreUnavailableException">The database cannot be used now.</exception>
    Task<TResult> ReadAsync<TResult>(string tenantId, Func<IPolicyUnit, Task<TResult>> work, CancellationToken cancellationToken);

    /// <summary>Changes of one tenant happen one after the other, so that a check still holds when its change is made.</summary>
    /// <exception cref="PolicyStoreUnavailableException">The database cannot be used now; nothing was changed.</exception>
    Task<TResult> ChangeAsync<TResult>(string tenantId, Func<IPolicyUnit, Task<Change<TResult>>> work, CancellationToken cancellationToken);
}

/// <summary>The result of a unit, and whether to keep what it did.</summary>
internal sealed record Change<TResult>(TResult Result, bool IsKept);

/// <summary>The questions and changes of one unit.</summary>
internal interface IPolicyUnit : ITrialUnit
{
    string TenantId { get; }

    Task<PolicyFile?> FindAsync(Guid id);

    Task<IReadOnlyList<PolicyFile>> ListAsync(PolicyQuery query);

    /// <summary>What is in force in the slots, in their order; empty slots are left out.</summary>
    Task<IReadOnlyList<ActiveDocument>> ActiveAsync(IReadOnlyList<PolicySlot> slots);

    /// <summary>What is in force in all slots that a slot governs.</summary>
    Task<IReadOnlyList<ActiveDocument>> BelowAsync(PolicySlot slot);

    Task<Membership?> MembershipAsync(string userId);

    Task<IReadOnlyList<string>> OrgsOfTeamAsync(string teamId);

    /// <summary>How many people are known to belong where a slot governs.</summary>
    Task<int> CountMembersAsync(PolicySlot slot);

    /// <summary>Whether it was not known like this.</summary>
    Task<bool> RememberAsync(Membership membership, DateTimeOffset seenAt);

    Task AddAsync(PolicyRow policy);

    /// <summary>Counts the row version up.</summary>
    Task UpdateAsync(Guid id, PolicyStatus status, string updatedBy, DateTimeOffset at);

    Task AddAsync(PolicySlot slot, VersionRow version);

    Task MoveAsync(VersionRow version);

    /// <summary>How much is in force.</summary>
    Task<TenantSize> SizeAsync();

    /// <summary>What is in force is no longer what it was.</summary>
    Task NoteChangeAsync(string requestId, DateTimeOffset at);

    /// <summary>The modules in force.</summary>
    Task<IReadOnlyList<ModuleRow>> ModulesAsync();

    Task AddAsync(ModuleRow module);

    Task EndAsync(ModuleRow module);

    Task<AnsweredRequest?> FindAnswerAsync(string userId, string key);

    Task KeepAnswerAsync(string userId, string key, AnsweredRequest answer, DateTimeOffset at);
}

/// <summary>Which policies to list; after the id of the last one seen.</summary>
internal sealed record PolicyQuery(PolicyScope? Scope, string? ScopeId, string? Domain, PolicyStatus? Status, Guid? After, int Limit);

/// <summary>Policies and modules in force, and the bytes of their texts.</summary>
internal sealed record TenantSize(long Documents, long Bytes);

/// <summary>The answer a request got when it was first made.</summary>
internal sealed record AnsweredRequest(string Fingerprint, int Status, string Response);

/// <summary>The database cannot be used now.</summary>
internal sealed class PolicyStoreUnavailableException(string message, Exception innerException) : Exception(message, innerException);

/// <summary>Another policy took the slot or the name at the same moment.</summary>
internal sealed class PolicySlotTakenException(string constraint, Exception innerException) : Exception(constraint, innerException);

/// <summary>The change would put more in force than a tenant may have.</summary>
internal sealed class PolicyLimitException(string message) : Exception(message);
