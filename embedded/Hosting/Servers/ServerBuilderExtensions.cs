using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>PostgreSQL.</summary>
public static class PostgresBuilderExtensions
{
    private const int ContainerPort = 5432;

    public static IResourceBuilder<PostgresServerResource> AddPostgres(this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? userName = null, IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        var secret = password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var server = new PostgresServerResource(name, userName?.Resource, secret);
        ServerHealth.Add(builder, $"{name}_check", services => new PostgresHealthCheck(server));
        return builder.AddResource(server)
            .WithEndpoint(port: port, targetPort: ContainerPort, name: PostgresServerResource.PrimaryEndpointName)
            .WithImage("library/postgres", "18.3").WithImageRegistry("docker.io")
            .WithEnvironment("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256")
            .WithEnvironment("POSTGRES_USER", server.UserNameReference)
            .WithEnvironment(context => context.EnvironmentVariables["POSTGRES_PASSWORD"] = server.PasswordParameter)
            .WithHealthCheck($"{name}_check")
            .OnResourceReady((resource, ready, token) => PostgresDatabases.CreateAsync(resource, ready.Services, token));
    }

    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        builder.Resource.DatabaseNames[name] = database.DatabaseName;
        return builder.ApplicationBuilder.AddResource(database);
    }

    public static IResourceBuilder<PostgresDatabaseResource> WithCreationScript(this IResourceBuilder<PostgresDatabaseResource> builder, string script)
    {
        builder.Resource.CreationScript = script;
        return builder;
    }

    public static IResourceBuilder<PostgresServerResource> WithDataVolume(this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithVolume(name ?? $"{builder.Resource.Name}-data", "/var/lib/postgresql", isReadOnly);

    public static IResourceBuilder<PostgresServerResource> WithHostPort(this IResourceBuilder<PostgresServerResource> builder, int? port) =>
        builder.WithEndpoint(PostgresServerResource.PrimaryEndpointName, endpoint => endpoint.Port = port);

    public static IResourceBuilder<PostgresServerResource> WithPassword(this IResourceBuilder<PostgresServerResource> builder, IResourceBuilder<ParameterResource> password)
    {
        builder.Resource.PasswordParameter = password.Resource;
        return builder;
    }

    public static IResourceBuilder<PostgresServerResource> WithUserName(this IResourceBuilder<PostgresServerResource> builder, IResourceBuilder<ParameterResource> userName)
    {
        builder.Resource.UserNameParameter = userName.Resource;
        return builder;
    }
}

/// <summary>Redis.</summary>
public static class RedisBuilderExtensions
{
    private const int ContainerPort = 6379;

    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port) =>
        builder.AddRedis(name, port, null);

    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        var secret = password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var server = new RedisResource(name, secret);
        ServerHealth.Add(builder, $"{name}_check", _ => new RedisHealthCheck(server));
        return builder.AddResource(server)
            .WithEndpoint(port: port, targetPort: ContainerPort, scheme: "redis", name: RedisResource.PrimaryEndpointName)
            .WithImage("library/redis", "8.6").WithImageRegistry("docker.io")
            .WithEntrypoint("/bin/sh")
            .WithEnvironment(context =>
            {
                if (server.PasswordParameter is { } parameter)
                    context.EnvironmentVariables["REDIS_PASSWORD"] = parameter;
            })
            .WithArgs(context =>
            {
                context.Args.Add("-c");
                var persistence = server.SnapshotInterval is { } interval ? $" --save {(int)interval.TotalSeconds} {server.SnapshotThreshold}" : "";
                context.Args.Add((server.PasswordParameter is null ? "redis-server" : "redis-server --requirepass $REDIS_PASSWORD") + persistence);
            })
            .WithHealthCheck($"{name}_check");
    }

    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false)
    {
        builder.WithVolume(name ?? $"{builder.Resource.Name}-data", "/data", isReadOnly);
        return isReadOnly || builder.Resource.SnapshotInterval is not null ? builder : builder.WithPersistence();
    }

    public static IResourceBuilder<RedisResource> WithPersistence(this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1)
    {
        builder.Resource.SnapshotInterval = interval ?? TimeSpan.FromSeconds(60);
        builder.Resource.SnapshotThreshold = keysChangedThreshold;
        return builder;
    }

    public static IResourceBuilder<RedisResource> WithHostPort(this IResourceBuilder<RedisResource> builder, int? port) =>
        builder.WithEndpoint(RedisResource.PrimaryEndpointName, endpoint => endpoint.Port = port);

    public static IResourceBuilder<RedisResource> WithPassword(this IResourceBuilder<RedisResource> builder, IResourceBuilder<ParameterResource>? password)
    {
        builder.Resource.PasswordParameter = password?.Resource;
        return builder;
    }
}

/// <summary>RabbitMQ.</summary>
public static class RabbitMQBuilderExtensions
{
    private const int ContainerPort = 5672;
    private const int ManagementPort = 15672;

    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? userName = null, IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        var secret = password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var server = new RabbitMQServerResource(name, userName?.Resource, secret);
        ServerHealth.Add(builder, $"{name}_check", _ => new RabbitMQHealthCheck(server));
        return builder.AddResource(server)
            .WithEndpoint(port: port, targetPort: ContainerPort, name: RabbitMQServerResource.PrimaryEndpointName)
            .WithImage("library/rabbitmq", "4.3").WithImageRegistry("docker.io")
            .WithEnvironment("RABBITMQ_DEFAULT_USER", server.UserNameReference)
            .WithEnvironment(context => context.EnvironmentVariables["RABBITMQ_DEFAULT_PASS"] = server.PasswordParameter)
            .WithHealthCheck($"{name}_check");
    }

    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithVolume(name ?? $"{builder.Resource.Name}-data", "/var/lib/rabbitmq", isReadOnly);

    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder) =>
        builder.WithManagementPlugin(null);

    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder, int? port) => builder
        .WithImageTag("4.3-management")
        .WithHttpEndpoint(port, ManagementPort, RabbitMQServerResource.ManagementEndpointName);
}

internal static class ServerHealth
{
    public static void Add(IDistributedApplicationBuilder builder, string key, Func<IServiceProvider, IHealthCheck> create) =>
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, create, failureStatus: null, tags: null));
}
