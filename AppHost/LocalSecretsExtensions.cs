using Microsoft.Extensions.Configuration;

namespace OpenClaw.AppHost;

internal static class LocalSecretsExtensions
{
    /// <summary>Null when publishing: a cluster has a secret store of its own.</summary>
    public static LocalSecrets? AddLocalSecrets(
        this IDistributedApplicationBuilder builder,
        IResourceBuilder<PostgresServerResource> postgres,
        IResourceBuilder<PostgresDatabaseResource> state,
        IResourceBuilder<RedisResource> redis,
        IResourceBuilder<RabbitMQServerResource> rabbitmq,
        Simulators? simulators)
    {
        if (builder.ExecutionContext.IsPublishMode || simulators is null)
            return null;
        var secrets = new LocalSecrets(DataFolder(builder.Configuration));
        builder.OnBeforeStart((_, _) =>
        {
            secrets.Prepare();
            return Task.CompletedTask;
        });
        postgres.OnResourceReady(async (server, _, token) => secrets.Set("statestore-connection", await StateConnectionAsync(server, state.Resource, token)));
        redis.OnResourceReady(async (server, _, token) =>
        {
            secrets.Set("redis-host", await server.PrimaryEndpoint.Property(EndpointProperty.HostAndPort).GetValueAsync(token));
            secrets.Set("redis-password", server.PasswordParameter is { } password ? await password.GetValueAsync(token) : "");
        });
        rabbitmq.OnResourceReady(async (server, _, token) => secrets.Set("rabbitmq-connection", await server.ConnectionStringExpression.GetValueAsync(token)));
        simulators.Chat.OnResourceEndpointsAllocated((chat, _, _) =>
        {
            secrets.Set("chat-webhook-url", chat.GetEndpoint("http").Url + "/hooks/acme");
            return Task.CompletedTask;
        });
        simulators.GitHub.OnResourceEndpointsAllocated((github, _, _) =>
        {
            secrets.WriteGitHubEndpoint(github.GetEndpoint("http").Url);
            return Task.CompletedTask;
        });
        GiveSimulatorsTheirSecrets(simulators, secrets);
        return secrets;
    }

    // Both sides of a shared secret read the same value: the services through Dapr, the vendors' stand-ins from here.
    private static void GiveSimulatorsTheirSecrets(Simulators simulators, LocalSecrets secrets)
    {
        simulators.Identity.WithEnvironment("Simulator__ClientSecret", () => secrets.Get("oidc-client-secret"));
        simulators.GitHub
            .WithEnvironment("GitHub__Token", () => secrets.Get("github-token"))
            .WithEnvironment("GitHub__WebhookSecrets__acme", () => secrets.Get("github-webhook-acme"))
            .WithEnvironment("GitHub__WebhookSecrets__globex", () => secrets.Get("github-webhook-globex"));
    }

    // Dapr's PostgreSQL component takes the keyword form.
    private static async Task<string> StateConnectionAsync(PostgresServerResource server, PostgresDatabaseResource state, CancellationToken cancellationToken)
    {
        var user = await server.UserNameReference.GetValueAsync(cancellationToken);
        var password = await server.PasswordParameter.GetValueAsync(cancellationToken);
        return $"host={server.PrimaryEndpoint.Host} port={server.PrimaryEndpoint.Port} user={user} password={password} database={state.DatabaseName}";
    }

    private static string DataFolder(ConfigurationManager configuration)
    {
        var folder = configuration["OpenClaw:Data"]
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "openclaw");
        Directory.CreateDirectory(folder);
        return folder;
    }
}
