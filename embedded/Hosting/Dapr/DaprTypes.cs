using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace CommunityToolkit.Aspire.Hosting.Dapr;

/// <summary>A sidecar beside an application.</summary>
public interface IDaprSidecarResource : IResource, IResourceWithWaitSupport;

/// <summary>A Dapr component.</summary>
public interface IDaprComponentResource : IResource, IResourceWithWaitSupport
{
    string Type { get; }

    DaprComponentOptions? Options { get; }
}

public sealed record DaprComponentOptions
{
    public string? LocalPath { get; init; }
}

public sealed record DaprOptions
{
    public string? DaprPath { get; set; }

    public bool? EnableTelemetry { get; set; }

    public Action<IResource, DaprSidecarOptions?>? PublishingConfigurationAction { get; set; }
}

/// <summary>How a sidecar is started; the names are those of daprd's flags.</summary>
public sealed record DaprSidecarOptions
{
    public string? AppChannelAddress { get; init; }

    public string? AppEndpoint { get; init; }

    public string? AppHealthCheckPath { get; init; }

    public int? AppHealthProbeInterval { get; init; }

    public int? AppHealthProbeTimeout { get; init; }

    public int? AppHealthThreshold { get; init; }

    public string? AppId { get; init; }

    public int? AppMaxConcurrency { get; init; }

    public int? AppPort { get; init; }

    public string? AppProtocol { get; init; }

    public IImmutableList<string> Command { get; init; } = [];

    public string? Config { get; init; }

    public int? DaprGrpcPort { get; init; }

    public int? DaprHttpPort { get; init; }

    public int? DaprInternalGrpcPort { get; init; }

    public string? DaprListenAddresses { get; init; }

    public string? DaprMaxBodySize { get; init; }

    public string? DaprReadBufferSize { get; init; }

    public bool? EnableApiLogging { get; init; }

    public bool? EnableAppHealthCheck { get; init; }

    public bool? EnableProfiling { get; init; }

    public string? LogLevel { get; init; }

    public int? MetricsPort { get; init; }

    public string? PlacementHostAddress { get; init; }

    public int? ProfilePort { get; init; }

    public IImmutableSet<string> ResourcesPaths { get; init; } = ImmutableHashSet<string>.Empty;

    public string? RunFile { get; init; }

    public string? RuntimePath { get; init; }

    public string? SchedulerHostAddress { get; init; }

    public string? UnixDomainSocket { get; init; }
}

public sealed record DaprSidecarAnnotation(IDaprSidecarResource Sidecar) : IResourceAnnotation;

public sealed record DaprSidecarOptionsAnnotation(DaprSidecarOptions Options) : IResourceAnnotation;

public sealed record DaprComponentReferenceAnnotation(IDaprComponentResource Component) : IResourceAnnotation;

/// <summary>A component in the model.</summary>
public sealed class DaprComponentResource(string name, string type) : Resource(name), IDaprComponentResource
{
    public string Type { get; } = type;

    public DaprComponentOptions? Options { get; init; }
}

internal sealed class DaprSidecarResource(string name, IResource app) : Resource(name), IDaprSidecarResource
{
    public IResource App { get; } = app;
}

internal sealed record DaprComponentMetadataAnnotation(string Name, object Value) : IResourceAnnotation;

internal sealed record DaprOptionsAnnotation(DaprOptions Options);
