using System.Net.Http.Headers;
using System.Text.Json;

namespace Dapr.Client;

/// <summary>The building blocks of a Dapr sidecar, as calls.</summary>
public abstract partial class DaprClient : IDisposable
{
    private bool _disposed;

    /// <summary>How values are written and read.</summary>
    public abstract JsonSerializerOptions JsonSerializerOptions { get; }

    /// <summary>Whether the sidecar and its application are up.</summary>
    public abstract Task<bool> CheckHealthAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether the sidecar's components are up; true before its application is.</summary>
    public abstract Task<bool> CheckOutboundHealthAsync(CancellationToken cancellationToken = default);

    /// <summary>Waits until the sidecar's components are up.</summary>
    public abstract Task WaitForSidecarAsync(CancellationToken cancellationToken = default);

    /// <summary>What the sidecar says about itself.</summary>
    public abstract Task<DaprMetadata> GetMetadataAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds a free attribute to the sidecar's metadata.</summary>
    public abstract Task SetMetadataAsync(string attributeName, string attributeValue, CancellationToken cancellationToken = default);

    /// <summary>Asks the sidecar to end.</summary>
    public abstract Task ShutdownSidecarAsync(CancellationToken cancellationToken = default);

    /// <summary>Releases the connections.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>Releases the connections.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>How this library names itself to the sidecar.</summary>
    protected static ProductInfoHeaderValue UserAgent() => SidecarHttp.UserAgent;
}
