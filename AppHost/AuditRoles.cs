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
        var writer = AddPassword(builder, "audit-writer-password");
        var reader = AddPassword(builder, "audit-reader-password");
        return new AuditRoles(
            writer,
            reader,
            builder.AddConnectionString("audit-writer", Connect(postgres, database, "audit_writer", writer)),
            builder.AddConnectionString("audit-reader", Connect(postgres, database, "audit_reader", reader)));
    }

    public static IResourceBuilder<ProjectResource> WithPasswordsOf(this IResourceBuilder<ProjectResource> migrations, AuditRoles roles) => migrations
        .WithEnvironment("Migrations__Passwords__audit_writer", roles.WriterPassword)
        .WithEnvironment("Migrations__Passwords__audit_reader", roles.ReaderPassword);

    private static IResourceBuilder<ParameterResource> AddPassword(IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter(name, new GenerateParameterDefault { Special = false }, secret: true, persist: true);

    private static ReferenceExpression Connect(IResourceBuilder<PostgresServerResource> postgres, IResourceBuilder<PostgresDatabaseResource> database, string user, IResourceBuilder<ParameterResource> password)
    {
        var endpoint = postgres.Resource.PrimaryEndpoint;
        return ReferenceExpression.Create(
            $"Host={endpoint.Property(EndpointProperty.Host)};Port={endpoint.Property(EndpointProperty.Port)};Username={user};Password={password};Database={database.Resource.DatabaseName}");
    }
}
