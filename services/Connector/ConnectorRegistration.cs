using Microsoft.Extensions.Options;
using OpenClaw.Connector.Features.Connections;
using OpenClaw.Connector.Features.Reads;
using OpenClaw.Connector.Features.Webhooks;
using OpenClaw.Connector.Infrastructure;
using OpenClaw.Connector.Options;

namespace OpenClaw.Connector;

internal static class ConnectorRegistration
{
    /// <summary>Everything this service needs beyond the service defaults.</summary>
    public static IHostApplicationBuilder AddConnectorService(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<GitHubOptions>().BindConfiguration(GitHubOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<GitHubOptions>, GitHubOptionsValidator>();
        builder.Services.AddSingleton<IValidateOptions<GitHubOptions>, GitHubConnectionsValidator>();
        builder.Services.AddDaprClient();
        builder.Services.AddSingleton<ConnectionDirectory>();
        AddWebhooks(builder.Services);
        AddReads(builder.Services);
        return builder;
    }

    private static void AddWebhooks(IServiceCollection services)
    {
        services.AddSingleton<IWebhookSecrets, DaprWebhookSecrets>();
        services.AddSingleton<IDeliveryLedger, DaprDeliveryLedger>();
        services.AddSingleton<WebhookVerifier>();
        services.AddSingleton<WebhookMetrics>();
        services.AddScoped<ItemIntake>();
        services.AddScoped<GitHubWebhookHandler>();
    }

    private static void AddReads(IServiceCollection services)
    {
        services.AddSingleton<IGitHubApi, DaprGitHubApi>();
        services.AddSingleton<PageCache>();
        services.AddSingleton<RateGate>();
        services.AddSingleton<RepositoryLookup>();
        services.AddScoped<ReviewLookup>();
        services.AddScoped<GitHubPageReader>();
        services.AddScoped<GitHubScan>();
        services.AddScoped<ReadGitHubHandler>();
    }
}
