using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Parameters and connection strings from outside.</summary>
public static class ParameterResourceBuilderExtensions
{
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(CreateParameter(builder, name, secret));

    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        AddParameter(builder, name, () => value, publishValueAsDefault, secret);

    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, Func<string> valueGetter, bool publishValueAsDefault = false, bool secret = false)
    {
        if (publishValueAsDefault && secret)
            throw new ArgumentException($"Parameter '{name}' is secret; its value cannot be published as a default.", nameof(publishValueAsDefault));
        var parameter = new ParameterResource(name, _ => valueGetter(), secret);
        if (publishValueAsDefault)
            parameter.Default = new ConstantParameterDefault(valueGetter);
        return builder.AddResource(parameter);
    }

    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false) =>
        builder.AddResource(WithDefault(builder, name, value, secret, persist));

    public static IResourceBuilder<ParameterResource> AddParameterFromConfiguration(this IDistributedApplicationBuilder builder, string name, string configurationKey, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, _ => builder.Configuration[configurationKey] ?? throw Missing(name, configurationKey), secret));

    public static IResourceBuilder<ParameterResource> WithDescription(this IResourceBuilder<ParameterResource> builder, string description, bool enableMarkdown = false)
    {
        builder.Resource.Description = description;
        return builder;
    }

    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null)
    {
        var value = new ParameterResource(name, _ => builder.Configuration.GetConnectionString(name) ?? throw Missing(name, $"ConnectionStrings:{name}"), secret: true);
        return builder.AddResource(new ConfiguredConnectionString(name, value, environmentVariableName));
    }

    public static ParameterResource CreateParameter(IDistributedApplicationBuilder builder, string name, bool secret) =>
        new(name, _ => Configured(builder, name) ?? throw Missing(name, $"Parameters:{name}"), secret);

    public static ParameterResource CreateDefaultPasswordParameter(
        IDistributedApplicationBuilder builder, string name, bool lower = true, bool upper = true, bool numeric = true, bool special = true, int minLower = 0, int minUpper = 0, int minNumeric = 0, int minSpecial = 0) =>
        CreateGeneratedParameter(builder, name, secret: true, new GenerateParameterDefault
        {
            Lower = lower,
            Upper = upper,
            Numeric = numeric,
            Special = special,
            MinLower = minLower,
            MinUpper = minUpper,
            MinNumeric = minNumeric,
            MinSpecial = minSpecial,
        });

    public static ParameterResource CreateGeneratedParameter(IDistributedApplicationBuilder builder, string name, bool secret, GenerateParameterDefault parameterDefault) =>
        WithDefault(builder, name, parameterDefault, secret, persist: true);

    private static ParameterResource WithDefault(IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret, bool persist) =>
        new(name, fallback => Configured(builder, name) ?? Fallback(builder, name, fallback!, persist), secret) { Default = value };

    // A generated value is kept with the data it protects, so that a second start opens the same stores.
    private static string Fallback(IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool persist) =>
        persist && builder.ExecutionContext.IsRunMode && DataDirectory.Of(builder) is { } data
            ? data.GetOrAddParameter(name, value.GetDefaultValue)
            : value.GetDefaultValue();

    private static string? Configured(IDistributedApplicationBuilder builder, string name)
    {
        var value = builder.Configuration[$"Parameters:{name}"];
        value = string.IsNullOrEmpty(value) ? builder.Configuration[$"Parameters:{name.Replace('-', '_')}"] : value;
        return string.IsNullOrEmpty(value) ? null : value;
    }

    private static MissingParameterValueException Missing(string name, string key) =>
        new($"Parameter '{name}' has no value. Set '{key}' in configuration (environment form: {key.Replace(":", "__", StringComparison.Ordinal)}).");

    private sealed class ConfiguredConnectionString(string name, ParameterResource value, string? variable) : Resource(name), IResourceWithConnectionString, IResourceWithoutLifetime
    {
        public ReferenceExpression ConnectionStringExpression { get; } = ReferenceExpression.Create($"{value}");

        public string? ConnectionStringEnvironmentVariable { get; } = variable;
    }
}

public static class ConnectionStringBuilderExtensions
{
    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(this IDistributedApplicationBuilder builder, string name, ReferenceExpression connectionStringExpression) =>
        builder.AddResource(new ConnectionStringResource(name, connectionStringExpression));

    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(this IDistributedApplicationBuilder builder, string name, Action<ReferenceExpressionBuilder> connectionStringBuilder)
    {
        var expression = new ReferenceExpressionBuilder();
        connectionStringBuilder(expression);
        return builder.AddConnectionString(name, expression.Build());
    }
}
