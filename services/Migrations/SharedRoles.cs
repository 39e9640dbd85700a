using Npgsql;

namespace OpenClaw.Migrations;

/// <summary>
/// Roles belong to the server and locks to a database, so migrations of two databases that start at once may meet on a role.
/// PostgreSQL ends the later one, and its connection; after the other's commit the same change succeeds.
/// </summary>
internal static class SharedRoles
{
    private const int MostTries = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Repeats what met another migration; it must open its own connection and leave nothing behind when it fails.</summary>
    public static async Task RepeatAsync(Func<Task> change, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await change();
                return;
            }
            catch (PostgresException exception) when (tries < MostTries && Met(exception))
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    // "tuple concurrently updated" has no code of its own; a role made twice fails on the index of pg_authid.
    public static bool Met(PostgresException exception) =>
        (exception.SqlState == PostgresErrorCodes.InternalError && exception.MessageText.StartsWith("tuple concurrently", StringComparison.Ordinal))
        || exception.SqlState == PostgresErrorCodes.DuplicateObject
        || (exception.SqlState == PostgresErrorCodes.UniqueViolation && exception.TableName == "pg_authid");
}
