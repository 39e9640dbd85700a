using OpenClaw.Audit.Features;
using OpenClaw.Audit.Features.Export;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresExportReader(TenantReader tenants, PersonalData personal) : IExportReader
{
    private static readonly int Level = 1 + EntryColumns.Sealed.ToList().FindIndex(column => column.Name == "data_classification");

    public async Task ReadAsync(AuditScope scope, AuditFilter filter, long from, long to, ExportedEntry entry, CancellationToken cancellationToken)
    {
        var named = await personal.NameAsync(scope, filter, cancellationToken);
        await tenants.RunAsync(
            scope.TenantId,
            AuditSql.Sealed(named, filter, from, to),
            async reader =>
            {
                using var lines = new LeafLine();
                while (await reader.ReadAsync(cancellationToken))
                {
                    var number = reader.GetInt64(0);
                    if (reader.IsDBNull(1))
                    {
                        await entry(number, Classification.Public, default);
                    }
                    else
                    {
                        await entry(number, Words<Classification>.Parse(reader.GetString(Level)), lines.Written(reader, 1));
                    }
                }

                return true;
            },
            cancellationToken);
    }
}
