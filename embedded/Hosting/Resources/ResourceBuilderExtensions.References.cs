using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>References and the variables they produce.</summary>
public static partial class ResourceBuilderExtensions
{
    private const string ReferenceRelation = "Reference";

    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        var name = connectionName ?? resource.Name;
        return builder.WithRelationship(resource, ReferenceRelation).WithEnvironment(context =>
        {
            var flags = Flags(builder.Resource);
            if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.ConnectionString))
                context.EnvironmentVariables[resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{name}"] = new ConnectionStringReference(resource, optional);
            if (!flags.HasFlag(ReferenceEnvironmentInjectionFlags.ConnectionProperties))
                return;
            var prefix = name.Length == 0 ? "" : ResourceNames.ToVariable(name).ToUpperInvariant() + "_";
            foreach (var (property, value) in PropertiesOf(resource))
            {
                context.EnvironmentVariables[prefix + property.ToUpperInvariant()] = value;
            }
        });
    }

    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment => Discover(builder, source.Resource, endpoint: null, alias: null);

    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source, string name)
        where TDestination : IResourceWithEnvironment => Discover(builder, source.Resource, endpoint: null, name);

    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment => Discover(builder, endpointReference.Resource, endpointReference, alias: null);

    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, string name, Uri uri)
        where TDestination : IResourceWithEnvironment =>
        builder.WithEnvironment($"services__{name}__default__0", uri.ToString()).WithEnvironment(name, uri.ToString());

    public static IResourceBuilder<TDestination> WithReferenceEnvironment<TDestination>(this IResourceBuilder<TDestination> builder, ReferenceEnvironmentInjectionFlags flags)
        where TDestination : IResourceWithEnvironment => builder.WithAnnotation(new ReferenceEnvironmentInjectionAnnotation(flags), ResourceAnnotationMutationBehavior.Replace);

    public static IResourceBuilder<T> WithConnectionProperty<T>(this IResourceBuilder<T> builder, string name, ReferenceExpression value)
        where T : IResourceWithConnectionString => builder.WithAnnotation(new ConnectionPropertyAnnotation(name, value));

    public static IResourceBuilder<T> WithConnectionProperty<T>(this IResourceBuilder<T> builder, string name, string value)
        where T : IResourceWithConnectionString => builder.WithConnectionProperty(name, ReferenceExpression.Create($"{value}"));

    public static ReferenceExpression GetConnectionProperty(this IResourceWithConnectionString resource, string key) =>
        PropertiesOf(resource).Where(property => string.Equals(property.Key, key, StringComparison.OrdinalIgnoreCase)).Select(property => property.Value).LastOrDefault()
        ?? ReferenceExpression.Empty;

    private static IEnumerable<KeyValuePair<string, ReferenceExpression>> PropertiesOf(IResourceWithConnectionString resource) =>
        resource.GetConnectionProperties().Concat(resource.Annotations.OfType<ConnectionPropertyAnnotation>().Select(added => KeyValuePair.Create(added.Name, added.Value)));

    private static ReferenceEnvironmentInjectionFlags Flags(IResource consumer) =>
        consumer.TryGetLastAnnotation<ReferenceEnvironmentInjectionAnnotation>(out var annotation) ? annotation.Flags : ReferenceEnvironmentInjectionFlags.All;

    private static IResourceBuilder<T> Discover<T>(IResourceBuilder<T> builder, IResourceWithEndpoints source, EndpointReference? endpoint, string? alias)
        where T : IResourceWithEnvironment => builder.WithRelationship(source, ReferenceRelation).WithEnvironment(context =>
        {
            var endpoints = endpoint is null ? source.GetEndpoints().Where(candidate => !candidate.ExcludeReferenceEndpoint) : [endpoint];
            foreach (var reference in endpoints)
            {
                Publish(context, Flags(builder.Resource), alias ?? source.Name, alias ?? ResourceNames.ToVariable(source.Name).ToUpperInvariant(), reference);
            }
        });

    private static void Publish(EnvironmentCallbackContext context, ReferenceEnvironmentInjectionFlags flags, string serviceName, string flatName, EndpointReference endpoint)
    {
        // http and https follow the scheme, so that a switch to TLS moves the key with it.
        var key = endpoint.IsHttpSchemeNamedEndpoint ? endpoint.Scheme : endpoint.EndpointName;
        if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.ServiceDiscovery))
        {
            var index = 0;
            while (context.EnvironmentVariables.TryGetValue($"services__{serviceName}__{key}__{index}", out var existing) && !Same(existing, endpoint))
            {
                index++;
            }

            context.EnvironmentVariables[$"services__{serviceName}__{key}__{index}"] = endpoint;
        }

        if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.Endpoints))
            context.EnvironmentVariables[$"{flatName}_{ResourceNames.ToVariable(key).ToUpperInvariant()}"] = endpoint;
    }

    private static bool Same(object value, EndpointReference endpoint) =>
        value is EndpointReference other && other.Resource == endpoint.Resource && other.EndpointName == endpoint.EndpointName;
}
