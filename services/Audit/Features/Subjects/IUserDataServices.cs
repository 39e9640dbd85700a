using System.Text.Json.Nodes;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>The other services that hold data of persons.</summary>
internal interface IUserDataServices
{
    /// <exception cref="UserDataServiceException">It did not answer as it should.</exception>
    Task<JsonObject> ExportAsync(string appId, UserDataRequest person, CancellationToken cancellationToken);

    /// <exception cref="UserDataServiceException">It did not answer as it should; asking again does no harm.</exception>
    Task<IReadOnlyDictionary<string, int>> EraseAsync(string appId, UserDataRequest person, CancellationToken cancellationToken);
}

internal sealed class UserDataServiceException(string appId, string message, Exception? inner = null) : Exception($"{appId}: {message}", inner);
