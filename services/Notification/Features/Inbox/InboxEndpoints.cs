using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.Notification.Features.Alarms;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Notification.Features.Inbox;

/// <summary>An inbox entry as its owner sees it.</summary>
public sealed record NotificationView(
    Guid Id, string Kind, string Title, string Text, string? Link, DateTimeOffset CreatedAt, DateTimeOffset? ReadAt, string Chat)
{
    public static NotificationView Of(InboxEntry entry) =>
        new(entry.Id, entry.Kind, entry.Title, entry.Text, entry.Link, entry.CreatedAt, entry.ReadAt, entry.Chat);
}

public sealed record NotificationPage(IReadOnlyList<NotificationView> Items, int Unread, string? NextCursor);

internal static class InboxEndpoints
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public static void MapInbox(this IEndpointRouteBuilder group)
    {
        group.MapGet("/notifications", ListAsync)
            .WithName("ListNotifications")
            .WithSummary("The caller's inbox, newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapPost("/notifications/{id:guid}/read", ReadAsync)
            .WithName("ReadNotification")
            .WithSummary("Mark an entry as read")
            .Audited(AuditActionType.ToolInvocation, "notification_read")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<NotificationPage>, ProblemHttpResult>> ListAsync(
        bool? unread, string? cursor, int? limit, Caller caller, IInboxStore inbox, AlarmInbox alarms, CancellationToken cancellationToken)
    {
        var after = Guid.Empty;
        if (cursor is not null && !Guid.TryParseExact(cursor, "N", out after))
        {
            return new Failure(
                ErrorCodes.ValidationFailed, StatusCodes.Status400BadRequest, "The request is not valid", "cursor is not one that this list gave out.").ToProblem();
        }

        await alarms.TakeAsync(caller, cancellationToken);
        var entries = await inbox.LoadAsync(new InboxOwner(caller.TenantId, caller.UserId), cancellationToken);
        var size = Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);
        var rows = entries
            .SkipWhile(entry => cursor is not null && entry.Id != after)
            .Skip(cursor is null ? 0 : 1)
            .Where(entry => unread is not true || entry.ReadAt is null)
            .Take(size + 1)
            .Select(NotificationView.Of)
            .ToArray();
        var page = rows.Length > size ? rows[..size] : rows;
        return TypedResults.Ok(new NotificationPage(
            page, entries.Count(entry => entry.ReadAt is null), rows.Length > size ? page[^1].Id.ToString("N") : null));
    }

    private static async Task<Results<Ok<NotificationView>, ProblemHttpResult>> ReadAsync(
        Guid id, Caller caller, IInboxStore inbox, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var entry = await inbox.ChangeAsync(
            new InboxOwner(caller.TenantId, caller.UserId), id, entry => entry with { ReadAt = entry.ReadAt ?? now }, cancellationToken);
        return entry is null ? Failure.NotFound("notification").ToProblem() : TypedResults.Ok(NotificationView.Of(entry));
    }
}
