using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Publishing;

/// <summary>One step of publishing; a compute environment registers its own.</summary>
internal interface IPublishStep
{
    string Name { get; }

    Task ExecuteAsync(PublishContext context, CancellationToken cancellationToken);
}

internal sealed record PublishContext(DistributedApplicationModel Model, DistributedApplicationExecutionContext Execution, IServiceProvider Services, string AppHostDirectory, string OutputPath);

/// <summary>Publish mode: events, the registered steps, and the end.</summary>
internal static class PublishPipeline
{
    public static async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        var execution = services.GetRequiredService<DistributedApplicationExecutionContext>();
        var model = services.GetRequiredService<DistributedApplicationModel>();
        var eventing = services.GetRequiredService<IDistributedApplicationEventing>();
        var step = configuration["Pipeline:Step"] ?? "publish";
        if (step != "publish")
            throw new DistributedApplicationException($"The embedded platform knows the pipeline step 'publish', not '{step}'.");
        foreach (var subscriber in services.GetServices<IDistributedApplicationEventingSubscriber>())
        {
            await subscriber.SubscribeAsync(eventing, execution, cancellationToken).ConfigureAwait(false);
        }

        await eventing.PublishAsync(new BeforeStartEvent(services, model), cancellationToken).ConfigureAwait(false);
        await eventing.PublishAsync(new BeforePublishEvent(services, model), cancellationToken).ConfigureAwait(false);
        var appHost = configuration["AppHost:Directory"]!;
        var output = Path.GetFullPath(configuration["Pipeline:OutputPath"] ?? Path.Combine(appHost, "aspire-output"));
        var steps = services.GetServices<IPublishStep>().ToList();
        if (steps.Count == 0)
            throw new DistributedApplicationException("Nothing to publish to: the application has no compute environment. Add one, for example AddKubernetesEnvironment(\"k8s\").");
        var context = new PublishContext(model, execution, services, appHost, output);
        foreach (var publish in steps)
        {
            await publish.ExecuteAsync(context, cancellationToken).ConfigureAwait(false);
        }

        await eventing.PublishAsync(new AfterPublishEvent(services, model), cancellationToken).ConfigureAwait(false);
    }
}
