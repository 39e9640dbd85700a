namespace OpenClaw.AppHost;

/// <summary>The audit service signs in as four narrow roles; only the migrations own the database.</summary>
internal sealed record AuditRoles(
    IResourceBuilder<ParameterResource> WriterPassword,
    IResourceBuilder<ParameterResource> ReaderPassword,
    IResourceBuilder<ParameterResource> SealerPassword,
    IResourceBuilder<ParameterResource> MaintenancePassword,
    IResourceBuilder<ConnectionStringResource> Writer,
    IResourceBuilder<ConnectionStringResource> Reader,
    IResourceBuilder<ConnectionStringResource> Sealer,
    IResourceBuilder<ConnectionStringResource> Maintenance);

internal static class AuditRolesExtensions
{
    public static AuditRoles AddAuditRoles(this IDistributedApplicationBuilder builder, IResourceBuilder<PostgresServerResource> postgres, IResourceBuilder<PostgresDatabaseResource> database)
    {
        var writer = builder.AddRolePassword("audit-writer-password");
        var reader = builder.AddRolePassword("audit-reader-password");
        var sealer = builder.AddRolePassword("audit-sealer-password");
        var maintenance = builder.AddRolePassword("audit-maintenance-password");
        return new AuditRoles(
            writer,
            reader,
            sealer,
            maintenance,
            builder.AddConnectionString("audit-writer", postgres.ConnectAs("audit_writer", writer, database)),
            builder.AddConnectionString("audit-reader", postgres.ConnectAs("audit_reader", reader, database)),
            builder.AddConnectionString("audit-sealer", postgres.ConnectAs("audit_sealer", sealer, database)),
            builder.AddConnectionString("audit-maintenance", postgres.ConnectAs("audit_maintenance", maintenance, database)));
    }

    public static IResourceBuilder<ProjectResource> WithPasswordsOf(this IResourceBuilder<ProjectResource> migrations, AuditRoles roles) => migrations
        .WithEnvironment("Migrations__Passwords__audit_writer", roles.WriterPassword)
        .WithEnvironment("Migrations__Passwords__audit_reader", roles.ReaderPassword)
        .WithEnvironment("Migrations__Passwords__audit_sealer", roles.SealerPassword)
        .WithEnvironment("Migrations__Passwords__audit_maintenance", roles.MaintenancePassword);
}
