using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Briefing.Features.Composition;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.UserData;

namespace OpenClaw.Briefing.Features.Desk;

/// <summary>Everything on a desk.</summary>
public sealed record DeskContents(IReadOnlyList<WorkTask> Tasks, IReadOnlyList<DailyBriefing> Briefings, IReadOnlyList<ConnectorItem> Items);

/// <summary>How much there was on a desk that is empty now.</summary>
public sealed record DeskErased(int Tasks, int Briefings, int Items);

/// <summary>A person's desk is all this service holds about them.</summary>
internal sealed class DeskUserData(IDesks desks) : IUserData
{
    public async Task<JsonObject> ExportAsync(UserDataRequest person, CancellationToken cancellationToken)
    {
        var contents = await DeskOf(person).ExportAsync(cancellationToken);
        return (JsonObject)JsonSerializer.SerializeToNode(contents, ContractsJson.Options)!;
    }

    public async Task<IReadOnlyDictionary<string, int>> EraseAsync(UserDataRequest person, CancellationToken cancellationToken)
    {
        var erased = await DeskOf(person).EraseAsync(cancellationToken);
        return new Dictionary<string, int> { ["tasks"] = erased.Tasks, ["briefings"] = erased.Briefings, ["items"] = erased.Items };
    }

    private IDesk DeskOf(UserDataRequest person) => desks.Of(new DeskOwner(person.TenantId, person.UserId));
}
