namespace OpenClaw.AppHost;

/// <summary>The policy service signs in as two narrow roles; only the migrations own the database.</summary>
internal sealed record PolicyRoles(
    IResourceBuilder<ParameterResource> WriterPassword,
    IResourceBuilder<ParameterResource> ReaderPassword,
    IResourceBuilder<ConnectionStringResource> Writer,
    IResourceBuilder<ConnectionStringResource> Reader);

internal static class PolicyRolesExtensions
{
    public static PolicyRoles AddPolicyRoles(this IDistributedApplicationBuilder builder, IResourceBuilder<PostgresServerResource> postgres, IResourceBuilder<PostgresDatabaseResource> database)
    {
        var writer = builder.AddRolePassword("policy-writer-password");
        var reader = builder.AddRolePassword("policy-reader-password");
        return new PolicyRoles(
            writer,
            reader,
            builder.AddConnectionString("policy-writer", postgres.ConnectAs("policy_writer", writer, database)),
            builder.AddConnectionString("policy-reader", postgres.ConnectAs("policy_reader", reader, database)));
    }

    public static IResourceBuilder<ProjectResource> WithPasswordsOf(this IResourceBuilder<ProjectResource> migrations, PolicyRoles roles) => migrations
        .WithEnvironment("Migrations__Passwords__policy_writer", roles.WriterPassword)
        .WithEnvironment("Migrations__Passwords__policy_reader", roles.ReaderPassword);
}
