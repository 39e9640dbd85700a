using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Running;

/// <summary>What launchers share during one run.</summary>
internal sealed class RunContext(DataDirectory data, DistributedApplicationExecutionContext execution, ResourceLoggerService loggers, IConfiguration configuration, IHostEnvironment environment, Assembly? appHost) : IAsyncDisposable
{
    private Guardian? _guardian;

    public DataDirectory Data { get; } = data;

    public PortAllocator Ports { get; } = new(data);

    public DistributedApplicationExecutionContext Execution { get; } = execution;

    public ResourceLoggerService Loggers { get; } = loggers;

    public IConfiguration Configuration { get; } = configuration;

    public IHostEnvironment Environment { get; } = environment;

    public string SessionId { get; } = Guid.NewGuid().ToString("N")[..8];

    /// <summary>Address of the OTLP/HTTP receiver, when there is one.</summary>
    public string? OtlpEndpoint => OtlpReceiver?.Url ?? Configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"];

    public EndpointReference? OtlpReceiver { get; set; }

    /// <summary>Checks of resources that joined the model after the services were built.</summary>
    public List<(IResource Resource, string Key, Func<CancellationToken, Task<HealthCheckResult>> Ask)> Probes { get; } = [];

    public Guardian Guardian => _guardian ??= Guardian.Start();

    public bool RandomizePorts => Configuration.GetValue("DcpPublisher:RandomizePorts", defaultValue: false);

    public void AddProbe(IResource resource, string key, Func<CancellationToken, Task<HealthCheckResult>> ask) => Probes.Add((resource, key, ask));

    /// <summary>Metadata that the build wrote into the AppHost assembly.</summary>
    public string? Metadata(string key) => appHost?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(attribute => string.Equals(attribute.Key, key, StringComparison.OrdinalIgnoreCase))?.Value;

    public async ValueTask DisposeAsync()
    {
        if (_guardian is not null)
            await _guardian.DisposeAsync().ConfigureAwait(false);
        _guardian = null;
        Data.Dispose();
    }
}
