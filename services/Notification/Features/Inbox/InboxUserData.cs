using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.UserData;

namespace OpenClaw.Notification.Features.Inbox;

/// <summary>A person's inbox is all this service holds about them.</summary>
internal sealed class InboxUserData(IInboxStore inbox) : IUserData
{
    private const string Kind = "notifications";

    public async Task<JsonObject> ExportAsync(UserDataRequest person, CancellationToken cancellationToken) => new()
    {
        [Kind] = JsonSerializer.SerializeToNode(await inbox.LoadAsync(OwnerOf(person), cancellationToken), ContractsJson.Options),
    };

    public async Task<IReadOnlyDictionary<string, int>> EraseAsync(UserDataRequest person, CancellationToken cancellationToken) =>
        new Dictionary<string, int> { [Kind] = await inbox.DeleteAsync(OwnerOf(person), cancellationToken) };

    private static InboxOwner OwnerOf(UserDataRequest person) => new(person.TenantId, person.UserId);
}
