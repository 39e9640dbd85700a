using Microsoft.Extensions.Configuration;

namespace OpenClaw.AppHost;

internal static class AuditMonthsExtensions
{
    private const string Replica = "audit-replica";

    /// <summary>
    /// Locally old months go into a folder beside the database's data, whose disk the service watches, and questions to the read replica that the configuration names, if any
    /// (<c>ConnectionStrings:audit-replica</c>). A deployment has storage of its own for both: deploy/kubernetes/audit.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithOldMonths(this IResourceBuilder<ProjectResource> audit, LocalSecrets? local)
    {
        if (local is null)
        {
            return audit;
        }

        audit.WithEnvironment("Audit__Retention__ArchiveFolder", local.AuditArchiveFolder)
            .WithEnvironment("Audit__Disks__Folders__data", local.AuditArchiveFolder);
        return audit.ApplicationBuilder.Configuration.GetConnectionString(Replica) is { Length: > 0 }
            ? audit.WithReference(audit.ApplicationBuilder.AddConnectionString(Replica))
            : audit;
    }
}
