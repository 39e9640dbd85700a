namespace OpenClaw.AppHost;

/// <summary>The audit service signs in as two narrow roles; only the migrations own the database.</summary>
internal sealed record AuditRoles(
    IResourceBuilder<ParameterResource> WriterPassword,
    IResourceBuilder<ParameterResource> ReaderPassword,
    IResourceBuilder<ConnectionStringResource> Writer,
    IResourceBuilder<ConnectionStringResource> Reader);

internal static class AuditRolesExtensions
{
    public static AuditRoles AddAuditRoles(this IDistributedApplicationBuilder builder, IResourceBuilder<PostgresServerResource> postgres, IResourceBuilder<PostgresDatabaseResource> database)
    {
        var writer = builder.AddRolePassword("audit-writer-password");
        var reader = builder.AddRolePassword("audit-reader-password");
        return new AuditRoles(
            writer,
            reader,
            builder.AddConnectionString("audit-writer", postgres.ConnectAs("audit_writer", writer, database)),
            builder.AddConnectionString("audit-reader", postgres.ConnectAs("audit_reader", reader, database)));
    }

    public static IResourceBuilder<ProjectResource> WithPasswordsOf(this IResourceBuilder<ProjectResource> migrations, AuditRoles roles) => migrations
        .WithEnvironment("Migrations__Passwords__audit_writer", roles.WriterPassword)
        .WithEnvironment("Migrations__Passwords__audit_reader", roles.ReaderPassword);
}
