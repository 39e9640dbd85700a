namespace OpenClaw.Audit.Tests;

/// <summary>
/// What an owner of the database can do to the numbers of a log. <c>{tenant}</c>, <c>{new}</c> and ids in braces by their number are for the
/// caller to fill in.
/// </summary>
internal static class Insider
{
    /// <summary>Two entries change places, each with its time.</summary>
    public const string AnotherOrder = """
        UPDATE audit.sealed_runs SET
            ids = array_replace(array_replace(array_replace(ids, {100}, {new}), {300}, {100}), {new}, {300}),
            timestamps = array_replace(array_replace(array_replace(timestamps, first.at, '-infinity'), second.at, first.at), '-infinity', second.at)
        FROM (SELECT "timestamp" AS at FROM audit.entry_ids WHERE id = {100}) AS first, (SELECT "timestamp" AS at FROM audit.entry_ids WHERE id = {300}) AS second
        WHERE tenant_id = {tenant} AND ({100} = ANY (ids) OR {300} = ANY (ids))
        """;

    /// <summary>A copy of the entry 1 gets the number 300, at which a run begins, and all others one more.</summary>
    public const string EntryPutIn = """
        UPDATE audit.sealed_runs SET first_sequence = first_sequence + 2000001 WHERE tenant_id = {tenant} AND first_sequence >= 300;
        UPDATE audit.sealed_runs SET first_sequence = first_sequence - 2000000 WHERE tenant_id = {tenant} AND first_sequence >= 2000000;
        INSERT INTO audit.sealed_runs SELECT tenant_id, 300, 1, "timestamp", "timestamp", ARRAY[{new}], ARRAY["timestamp"] FROM audit.sealed_entries WHERE tenant_id = {tenant} AND sequence = 1;
        INSERT INTO audit.audit_entries (SELECT (jsonb_populate_record(entry, jsonb_build_object('id', {new}))).* FROM audit.audit_entries AS entry WHERE id = {1})
        """;

    /// <summary>Entries from a number on lose theirs.</summary>
    public static string CutFrom(long number, string tenant = "{tenant}") => $"""
        DELETE FROM audit.sealed_runs WHERE tenant_id = {tenant} AND first_sequence >= {number};
        UPDATE audit.sealed_runs SET entries = {number} - first_sequence, ids = ids[:{number} - first_sequence], timestamps = timestamps[:{number} - first_sequence]
        WHERE tenant_id = {tenant} AND first_sequence + entries > {number}
        """;
}
