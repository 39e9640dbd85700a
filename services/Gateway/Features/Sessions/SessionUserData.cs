using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Live;
using OpenClaw.ServiceDefaults.UserData;

namespace OpenClaw.Gateway.Features.Sessions;

/// <summary>Sessions and the tokens of a person; erasing them signs the person out everywhere.</summary>
internal sealed class SessionUserData(SessionRegister sessions, LiveConnections live) : IUserData
{
    private const string Kind = "sessions";

    public async Task<JsonObject> ExportAsync(UserDataRequest person, CancellationToken cancellationToken) => new()
    {
        [Kind] = JsonSerializer.SerializeToNode(await sessions.ListAsync(KeyOf(person), cancellationToken), ContractsJson.Options),
    };

    public async Task<IReadOnlyDictionary<string, int>> EraseAsync(UserDataRequest person, CancellationToken cancellationToken)
    {
        var ended = await sessions.EndAllAsync(KeyOf(person), cancellationToken);
        live.ClosePerson(KeyOf(person));
        return new Dictionary<string, int> { [Kind] = ended };
    }

    private static PersonKey KeyOf(UserDataRequest person) => new(person.TenantId, person.UserId);
}
