namespace Dapr.Actors.Wire;

/// <summary>What an actor threw, as JSON on the wire.</summary>
internal sealed record ActorFault(string? ExceptionType, string? Message);
