namespace OpenClaw.Notification.Features.Inbox;

/// <summary>Durable inboxes. Concurrent writers of one inbox never lose each other's changes.</summary>
internal interface IInboxStore
{
    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<InboxEntry>> LoadAsync(InboxOwner owner, CancellationToken cancellationToken);

    /// <summary>Adds the entry, in place of an older one of its id; returns the one that is stored, which may be newer.</summary>
    Task<InboxEntry> AddAsync(InboxOwner owner, InboxEntry entry, CancellationToken cancellationToken);

    /// <summary>Changes one entry; null when there is none of that id.</summary>
    Task<InboxEntry?> ChangeAsync(InboxOwner owner, Guid id, Func<InboxEntry, InboxEntry> change, CancellationToken cancellationToken);

    /// <summary>Deletes the inbox; returns how many entries it had.</summary>
    Task<int> DeleteAsync(InboxOwner owner, CancellationToken cancellationToken);
}
