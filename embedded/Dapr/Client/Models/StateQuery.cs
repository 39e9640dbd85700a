namespace Dapr.Client;

/// <summary>One result of a state query.</summary>
public class StateQueryItem<TValue>(string key, TValue? data, string etag, string error)
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;

    /// <summary>The value.</summary>
    public TValue? Data { get; } = data;

    /// <summary>The version.</summary>
    public string ETag { get; } = etag;

    /// <summary>Why the value could not be read; empty or null when it could.</summary>
    public string Error { get; } = error;
}

/// <summary>The results of a state query.</summary>
public class StateQueryResponse<TValue>(
    IReadOnlyList<StateQueryItem<TValue>> results, string token, IReadOnlyDictionary<string, string> metadata)
{
    /// <summary>The results.</summary>
    public IReadOnlyList<StateQueryItem<TValue>> Results { get; } = results;

    /// <summary>Where the next page starts.</summary>
    public string Token { get; } = token;

    /// <summary>Metadata of the store.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = metadata;
}

/// <summary>Some results of a query could not be read.</summary>
public class StateQueryException<TValue>(string message, StateQueryResponse<TValue> response, IReadOnlyList<string> failedKeys)
    : DaprApiException(message)
{
    /// <summary>The results that could be read.</summary>
    public StateQueryResponse<TValue> Response { get; } = response;

    /// <summary>The keys of the others.</summary>
    public IReadOnlyList<string> FailedKeys { get; } = failedKeys;
}
