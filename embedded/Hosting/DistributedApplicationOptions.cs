namespace Aspire.Hosting;

/// <summary>How an application is put together.</summary>
public sealed class DistributedApplicationOptions
{
    public string[]? Args { get; set; }

    public string? AssemblyName { get; set; }

    public string? ProjectDirectory { get; set; }

    public bool DisableDashboard { get; set; }

    public bool EnableResourceLogging { get; set; }

    public bool AllowUnsecuredTransport { get; set; }

    public string? ContainerRegistryOverride { get; set; }

    public string? DashboardApplicationName { get; set; }

    public bool? DeveloperCertificateDefaultHttpsTerminationEnabled { get; set; }

    public bool? TrustDeveloperCertificate { get; set; }
}

public enum DistributedApplicationOperation
{
    Run,
    Publish,
}

/// <summary>The application could not be composed, started or published; the message says what to do.</summary>
public class DistributedApplicationException : Exception
{
    public DistributedApplicationException()
    {
    }

    public DistributedApplicationException(string message)
        : base(message)
    {
    }

    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>Whether the application runs or is published.</summary>
public class DistributedApplicationExecutionContext
{
    private IServiceProvider? _services;

    public DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
        : this(operation, "manifest")
    {
    }

    public DistributedApplicationExecutionContext(DistributedApplicationOperation operation, string publisherName)
    {
        Operation = operation;
        PublisherName = publisherName;
    }

    public DistributedApplicationOperation Operation { get; }

    public string PublisherName { get; set; }

    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;

    public IServiceProvider Services
    {
        get => _services ?? throw new InvalidOperationException("Services exist only after Build().");
        internal set => _services = value;
    }
}
