using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>
/// The Dapr app id of this process. It is the last part of the assembly's name in lower case (OpenClaw.Audit is
/// <c>audit</c>), because daprd does not tell its app; <c>APP_ID</c> wins where it is set.
/// </summary>
public sealed class AppIdentity(IHostEnvironment environment, IConfiguration configuration)
{
    public string Id { get; } = configuration["APP_ID"] is { Length: > 0 } configured
        ? configured
#pragma warning disable CA1308 // App ids are lower case by Dapr's rules.
        : environment.ApplicationName[(environment.ApplicationName.LastIndexOf('.') + 1)..].ToLowerInvariant();
#pragma warning restore CA1308
}
