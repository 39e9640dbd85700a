namespace Dapr.Client;

/// <summary>A service invocation failed.</summary>
/// <param name="appId">The application called.</param>
/// <param name="methodName">The method called.</param>
/// <param name="innerException">Why.</param>
/// <param name="response">What came back; null when nothing did.</param>
public class InvocationException(string appId, string methodName, Exception innerException, HttpResponseMessage response)
    : DaprException($"An exception occurred while invoking method: '{methodName}' on app-id: '{appId}'", innerException)
{
    /// <summary>The application called.</summary>
    public string AppId { get; } = appId ?? "unknown";

    /// <summary>The method called.</summary>
    public string MethodName { get; } = methodName ?? "unknown";

    /// <summary>What came back; null when nothing did.</summary>
    public HttpResponseMessage Response { get; } = response;
}
