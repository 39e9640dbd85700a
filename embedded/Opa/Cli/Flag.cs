namespace OpenClaw.Opa.Cli;

/// <summary>One flag of a command.</summary>
/// <param name="IsSwitch">Needs no value; <c>--flag=false</c> switches it off.</param>
internal sealed record Flag(string Name, char? Short = null, bool IsSwitch = false, string? Default = null);

/// <summary>A wrong command line; the message names what is wrong.</summary>
internal sealed class UsageException(string message) : Exception(message);
