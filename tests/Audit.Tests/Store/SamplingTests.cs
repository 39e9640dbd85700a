namespace OpenClaw.Audit.Tests.Store;

public sealed class SamplingTests(AuditSystem system)
{
    [Fact]
    public async Task ArrayColumns_AreNotSampledByAnalyze()
    {
        var sampled = await system.ExecuteAsync("""
            SELECT string_agg(attrelid::regclass || '.' || attname, ', ') FROM pg_attribute
            JOIN pg_type ON pg_type.oid = atttypid JOIN pg_class ON pg_class.oid = attrelid
            WHERE relnamespace = 'audit'::regnamespace AND relkind IN ('r', 'p') AND typcategory = 'A' AND attstattarget IS DISTINCT FROM 0
            """);

        Assert.Equal(DBNull.Value, sampled);
    }
}
