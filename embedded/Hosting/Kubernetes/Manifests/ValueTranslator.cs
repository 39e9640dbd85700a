using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>
/// Turns the values of one resource's variables and arguments into what a pod understands. Secret parts become variables
/// of their own, which Kubernetes expands inside others as <c>$(NAME)</c>; so a composed connection string holds no secret.
/// </summary>
internal sealed class ValueTranslator(IResource owner)
{
    private readonly OrderedDictionary<string, EnvironmentEntry> _parts = [];

    /// <summary>Variables that others refer to; Kubernetes wants them first.</summary>
    public IEnumerable<EnvironmentEntry> Parts => _parts.Values;

    /// <summary>Resources whose endpoints occur in the values.</summary>
    public HashSet<IResource> Called { get; } = [];

    public async Task<EnvironmentEntry> VariableAsync(string name, object value) => Unwrap(value) switch
    {
        ParameterResource parameter => await ParameterAsync(name, parameter, uri: false).ConfigureAwait(false),
        ReferenceExpression { Format: "{0}", IsConditional: false } whole when whole.StringFormats[0] is null =>
            await VariableAsync(name, whole.ValueProviders[0]).ConfigureAwait(false),
        var other => new EnvironmentEntry(name) { Value = await TextAsync(other).ConfigureAwait(false) },
    };

    public async Task<string> TextAsync(object value, bool uri = false)
    {
        switch (Unwrap(value))
        {
            case string text:
                return Escape(uri ? Uri.EscapeDataString(text) : text);
            case ParameterResource parameter:
                return await PartAsync(parameter, uri).ConfigureAwait(false);
            case EndpointReference endpoint:
                return EndpointText(endpoint, EndpointProperty.Url);
            case EndpointReferenceExpression property:
                return EndpointText(property.Endpoint, property.Property);
            case ReferenceExpression { IsConditional: true } choice:
                var actual = await TextAsync(choice.Condition!).ConfigureAwait(false);
                return await TextAsync(string.Equals(actual, choice.MatchValue, StringComparison.OrdinalIgnoreCase) ? choice.WhenTrue! : choice.WhenFalse!).ConfigureAwait(false);
            case ReferenceExpression expression:
                return await ComposeAsync(expression).ConfigureAwait(false);
            case IFormattable number and (int or long or double):
                return number.ToString(null, CultureInfo.InvariantCulture);
            case var unknown:
                throw new DistributedApplicationException($"Resource '{owner.Name}' has a value of type {unknown.GetType().Name}, which cannot be published to Kubernetes.");
        }
    }

    private static object Unwrap(object value) => value switch
    {
        IResourceBuilder<IResource> builder => Unwrap(builder.Resource),
        ConnectionStringReference reference => Unwrap(reference.Resource),
        IResourceWithConnectionString resource => Unwrap(resource.ConnectionStringExpression),
        bool flag => flag ? "true" : "false",
        _ => value,
    };

    private async Task<string> ComposeAsync(ReferenceExpression expression)
    {
        var parts = new object[expression.ValueProviders.Count];
        for (var index = 0; index < parts.Length; index++)
        {
            parts[index] = await TextAsync(expression.ValueProviders[index], expression.StringFormats[index] == "uri").ConfigureAwait(false);
        }

        return string.Format(CultureInfo.InvariantCulture, Escape(expression.Format), parts);
    }

    private async Task<string> PartAsync(ParameterResource parameter, bool uri)
    {
        var name = (parameter.Secret ? "SECRET_" : "PARAMETER_") + ResourceNames.ToVariable(parameter.Name).ToUpperInvariant() + (uri ? "_URI" : "");
        var entry = await ParameterAsync(name, parameter, uri).ConfigureAwait(false);
        if (entry is { Secret: null, Parameter: null })
            return entry.Value;
        _parts.TryAdd(name, entry);
        return $"$({name})";
    }

    // Kubernetes cannot percent-encode, so an address needs its own, encoded key.
    private static async Task<EnvironmentEntry> ParameterAsync(string name, ParameterResource parameter, bool uri)
    {
        var suffix = uri ? "-uri" : "";
        if (parameter.Secret)
            return new EnvironmentEntry(name) { Secret = new SecretKey(parameter.Name, parameter.Name + suffix) };
        if (parameter.Default is GenerateParameterDefault)
            return new EnvironmentEntry(name) { Parameter = parameter.Name + suffix };
        try
        {
            var value = await parameter.GetValueAsync(CancellationToken.None).ConfigureAwait(false) ?? "";
            return new EnvironmentEntry(name) { Value = Escape(uri ? Uri.EscapeDataString(value) : value) };
        }
        catch (MissingParameterValueException)
        {
            // Not known while publishing: the deployer says it later.
            return new EnvironmentEntry(name) { Parameter = parameter.Name + suffix };
        }
    }

    private string EndpointText(EndpointReference endpoint, EndpointProperty property)
    {
        Called.Add(endpoint.Resource);
        var host = $"{endpoint.Resource.Name}-service";
        var port = WorkloadPorts.Of(endpoint.Resource, endpoint.EndpointAnnotation);
        var servicePort = port.ServicePort.ToString(CultureInfo.InvariantCulture);
        return property switch
        {
            EndpointProperty.Host or EndpointProperty.IPV4Host => host,
            EndpointProperty.Port => servicePort,
            EndpointProperty.TargetPort => port.Port.ToString(CultureInfo.InvariantCulture),
            EndpointProperty.Scheme => endpoint.Scheme,
            EndpointProperty.TlsEnabled => endpoint.TlsEnabled.ToString(),
            EndpointProperty.HostAndPort => $"{host}:{servicePort}",
            _ => $"{endpoint.Scheme}://{host}:{servicePort}",
        };
    }

    // Text that looks like an expansion must stay text.
    private static string Escape(string text) => text.Replace("$(", "$$(", StringComparison.Ordinal);
}
