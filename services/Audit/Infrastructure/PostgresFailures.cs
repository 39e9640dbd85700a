using System.Net.Sockets;
using Npgsql;
using OpenClaw.Audit.Features.Ingest;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>What a failure of the driver means for us.</summary>
internal static class PostgresFailures
{
    /// <summary>Data exceptions, integrity violations and exceeded limits blame the data; everything else blames the moment.</summary>
    public static bool BlamesData(this PostgresException exception) => exception.SqlState[..2] is "22" or "23" or "54";

    /// <summary>The insert found no partition for a month; the check violation of a partitioned table names no constraint.</summary>
    public static bool IsMissingPartition(this PostgresException exception) =>
        exception.SqlState == PostgresErrorCodes.CheckViolation && string.IsNullOrEmpty(exception.ConstraintName);

    public static bool IsUnavailability(Exception exception) =>
        exception is NpgsqlException or TimeoutException or SocketException or IOException;

    public static AuditStoreUnavailableException ToUnavailable(Exception exception) =>
        new($"The database cannot be used: {exception.Message}", exception);

    /// <summary>Runs what only the moment can make fail.</summary>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (IsUnavailability(exception))
        {
            throw ToUnavailable(exception);
        }
    }
}
