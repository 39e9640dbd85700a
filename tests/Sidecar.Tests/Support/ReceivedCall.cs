namespace OpenClaw.Sidecar.Tests.Support;

/// <summary>A call the app got.</summary>
public sealed record ReceivedCall(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body);
