using System.Globalization;
using OpenClaw.Testing;

namespace OpenClaw.Faults.HotReload;

/// <summary>
/// One more replica of the gateway, beside those that the AppHost started and like them, which reaches its sidecar through a relay. The
/// sidecar is that of another replica, so events never come here; what is fetched comes as long as the relay lets it.
/// </summary>
public sealed class CutOffReplica : IAsyncDisposable
{
    private const string Program = "OpenClaw.Gateway.dll";
    private readonly ServiceProcess _process;

    private CutOffReplica(ServiceProcess process, PolicyRelay relay) => (_process, Relay) = (process, relay);

    public PolicyRelay Relay { get; }

    public Uri Address => _process.Address;

    public string Output => _process.Output;

    /// <param name="settings">Settings that are not as shipped.</param>
    public static async Task<CutOffReplica> StartAsync(RunningSystem system, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var (arguments, environment) = await system.Processes.ReadAsync("gateway", cancellationToken);
        var relay = await PolicyRelay.StartAsync(new Uri(environment["DAPR_HTTP_ENDPOINT"]), cancellationToken);
        try
        {
            environment["DAPR_HTTP_ENDPOINT"] = relay.Address.ToString();
            environment["DAPR_HTTP_PORT"] = relay.Address.Port.ToString(CultureInfo.InvariantCulture);
            environment["Policy__Enforcement__Folder"] = "";
            foreach (var (name, value) in settings)
            {
                environment[name] = value;
            }

            return new CutOffReplica(await ServiceProcess.StartAsync(arguments.First(argument => argument.EndsWith(Program, StringComparison.Ordinal)), environment, cancellationToken), relay);
        }
        catch
        {
            await relay.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await Relay.DisposeAsync();
    }
}
