using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

internal sealed record ResolvedVariable(string Name, string Value, bool IsSecret);

/// <summary>Runs a resource's callbacks and resolves what they return.</summary>
internal static class ValueResolver
{
    public static async Task<List<ResolvedVariable>> EnvironmentAsync(IResource resource, DistributedApplicationExecutionContext execution, ILogger logger, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(execution, resource, cancellationToken: cancellationToken) { Logger = logger };
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        var resolved = new List<ResolvedVariable>();
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            resolved.Add(new ResolvedVariable(name, await TextOfAsync(value, execution, resource, cancellationToken).ConfigureAwait(false) ?? "", IsSecret(value)));
        }

        return resolved;
    }

    public static async Task<List<string>> ArgumentsAsync(IResource resource, DistributedApplicationExecutionContext execution, ILogger logger, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], resource, cancellationToken) { ExecutionContext = execution, Logger = logger };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToList())
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        var resolved = new List<string>();
        foreach (var value in context.Args)
        {
            if (await TextOfAsync(value, execution, resource, cancellationToken).ConfigureAwait(false) is { } text)
                resolved.Add(text);
        }

        return resolved;
    }

    private static async ValueTask<string?> TextOfAsync(object value, DistributedApplicationExecutionContext execution, IResource caller, CancellationToken cancellationToken) => value switch
    {
        string text => text,
        IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(cancellationToken).ConfigureAwait(false),
        IValueProvider provider => await provider.GetValueAsync(
            new ValueProviderContext { ExecutionContext = execution, Caller = caller, Network = KnownNetworkIdentifiers.LocalhostNetwork }, cancellationToken).ConfigureAwait(false),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static bool IsSecret(object value) => value switch
    {
        ParameterResource parameter => parameter.Secret,

        // An address is no secret, and its owner refers back to it.
        EndpointReference or EndpointReferenceExpression => false,
        IValueWithReferences references => references.References.Any(IsSecret),
        _ => false,
    };
}
