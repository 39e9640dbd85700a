using System.Text.Json.Nodes;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.UserData;

/// <summary>What this service holds about a person: the rights of data subjects are fulfilled through it.</summary>
public interface IUserData
{
    /// <summary>Everything about the person, by kind.</summary>
    Task<JsonObject> ExportAsync(UserDataRequest person, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes it, and what names the person in data of others. Asked again after a failure or a lost answer, so a repeat
    /// must do no harm.
    /// </summary>
    /// <returns>How much of each kind was deleted.</returns>
    Task<IReadOnlyDictionary<string, int>> EraseAsync(UserDataRequest person, CancellationToken cancellationToken);
}
