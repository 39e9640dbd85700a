namespace OpenClaw.Migrations;

/// <summary>A migration that must not run or did not finish.</summary>
internal sealed class MigrationException(string message) : Exception(message);
