using OpenClaw.Sidecar.Bindings;
using OpenClaw.Sidecar.Bindings.RabbitMq;
using OpenClaw.Sidecar.Bindings.Smtp;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Components;

/// <summary>The types of bindings. One that goes both ways is registered for each direction it may take.</summary>
internal static class BindingTypes
{
    /// <summary>Its capability words; null for a type that is not known.</summary>
    public static async Task<IReadOnlyList<string>?> CreateAsync(ComponentResource component, ComponentMetadata metadata, ComponentRegistry registry,
        TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        switch (component.Type)
        {
            case "bindings.http":
                return Output(metadata, registry, new HttpBinding(metadata));
            case "bindings.smtp":
                return Output(metadata, registry, new SmtpBinding(metadata, clock));
            case "bindings.postgresql" or "bindings.postgres":
                return Output(metadata, registry, await PostgresBinding.StartAsync(metadata, clock, cancellationToken));
            case "bindings.cron":
                return Input(metadata, registry, new CronBinding(metadata, clock, loggers.CreateLogger<CronBinding>()));
            case "bindings.rabbitmq":
                var queue = await RabbitMqBinding.StartAsync(RabbitMqBindingOptions.From(metadata), clock, loggers.CreateLogger<RabbitMqBinding>(), cancellationToken);
                return [.. Input(metadata, registry, queue), .. Output(metadata, registry, queue)];
            default:
                return null;
        }
    }

    private static IReadOnlyList<string> Output(ComponentMetadata metadata, ComponentRegistry registry, IOutputBinding binding)
    {
        if (Direction(metadata) is { Length: > 0 } direction && !direction.Contains("output", StringComparison.Ordinal))
        {
            return [];
        }
        registry.OutputBindings[metadata.Component] = binding;
        return ["OUTPUT_BINDING"];
    }

    private static IReadOnlyList<string> Input(ComponentMetadata metadata, ComponentRegistry registry, IInputBinding binding)
    {
        var direction = Direction(metadata);
        if (direction.Length > 0 && !direction.Contains("input", StringComparison.Ordinal))
        {
            return [];
        }
        var route = (metadata.Text("route") ?? metadata.Component).TrimStart('/');
        // Who says that the app takes the events is not asked by the app's answer to OPTIONS.
        registry.InputBindings[metadata.Component] = new InputBindingComponent(metadata.Component, route, direction.Length == 0, binding);
        return ["INPUT_BINDING"];
    }

    private static string Direction(ComponentMetadata metadata) => metadata.Text("direction")?.ToLowerInvariant() ?? "";
}
