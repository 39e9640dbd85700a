namespace Dapr.Client;

/// <summary>A call of an output binding with raw data.</summary>
public sealed class BindingRequest
{
    /// <summary>Creates a request for an operation of a binding.</summary>
    public BindingRequest(string bindingName, string operation)
    {
        ArgumentException.ThrowIfNullOrEmpty(bindingName);
        ArgumentException.ThrowIfNullOrEmpty(operation);
        BindingName = bindingName;
        Operation = operation;
    }

    /// <summary>The binding component.</summary>
    public string BindingName { get; }

    /// <summary>The operation.</summary>
    public string Operation { get; }

    /// <summary>What is sent.</summary>
    public ReadOnlyMemory<byte> Data { get; set; }

    /// <summary>Metadata for the component.</summary>
    public Dictionary<string, string> Metadata { get; } = [];
}

/// <summary>The answer of an output binding.</summary>
public sealed class BindingResponse
{
    /// <summary>Creates the answer to a request.</summary>
    public BindingResponse(BindingRequest request, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(metadata);
        Request = request;
        Data = data;
        Metadata = metadata;
    }

    /// <summary>The request.</summary>
    public BindingRequest Request { get; }

    /// <summary>What came back.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Metadata of the component.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }
}
