namespace OpenClaw.AppHost;

/// <summary>Sign-ins of services to their own databases.</summary>
internal static class DatabaseRolesExtensions
{
    public static IResourceBuilder<ParameterResource> AddRolePassword(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter(name, new GenerateParameterDefault { Special = false }, secret: true, persist: true);

    public static ReferenceExpression ConnectAs(this IResourceBuilder<PostgresServerResource> postgres, string user, IResourceBuilder<ParameterResource> password, IResourceBuilder<PostgresDatabaseResource> database)
    {
        var endpoint = postgres.Resource.PrimaryEndpoint;
        return ReferenceExpression.Create(
            $"Host={endpoint.Property(EndpointProperty.Host)};Port={endpoint.Property(EndpointProperty.Port)};Username={user};Password={password};Database={database.Resource.DatabaseName}");
    }
}
