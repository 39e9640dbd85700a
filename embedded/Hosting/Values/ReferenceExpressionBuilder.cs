using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Builds a <see cref="ReferenceExpression"/> piece by piece.</summary>
public class ReferenceExpressionBuilder
{
    private readonly StringBuilder _format;
    private readonly List<IValueProvider> _providers;
    private readonly List<string> _expressions = [];
    private readonly List<string?> _formats = [];

    public ReferenceExpressionBuilder()
        : this(0, 0)
    {
    }

    internal ReferenceExpressionBuilder(int literalLength, int formattedCount)
    {
        _format = new StringBuilder(literalLength + (formattedCount * 3));
        _providers = new List<IValueProvider>(formattedCount);
    }

    public bool IsEmpty => _format.Length == 0;

    /// <summary>Appends an interpolated string. Its parts are already in this builder when the method is entered.</summary>
    public void Append([InterpolatedStringHandlerArgument("")] in ReferenceExpressionBuilderInterpolatedStringHandler handler) => handler.EnsureWrittenTo(this);

    public void AppendLiteral(string value) => _format.Append(value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

    public void AppendFormatted(string? value) => AppendFormatted(value, null);

    public void AppendFormatted(string? value, string? format = null)
    {
        if (value is not null)
            AppendLiteral(format == "uri" ? Uri.EscapeDataString(value) : value);
    }

    public void AppendFormatted<T>(T valueProvider)
        where T : IValueProvider, IManifestExpressionProvider => AppendFormatted(valueProvider, null);

    public void AppendFormatted<T>(T valueProvider, string? format)
        where T : IValueProvider, IManifestExpressionProvider => AppendValueProvider(valueProvider, format);

    public void AppendValueProvider(object valueProvider, string? format = null)
    {
        if (valueProvider is not IValueProvider value || valueProvider is not IManifestExpressionProvider expression)
            throw new ArgumentException("A value provider must also offer a manifest expression.", nameof(valueProvider));
        if (value is ReferenceExpression { IsConditional: false } nested && format is null)
        {
            Flatten(nested);
            return;
        }

        _format.Append('{').Append(_providers.Count.ToString(CultureInfo.InvariantCulture)).Append('}');
        _providers.Add(value);
        _expressions.Add(expression.ValueExpression);
        _formats.Add(format);
    }

    public ReferenceExpression Build() => new(_format.ToString(), [.. _providers], [.. _expressions], [.. _formats]);

    // A nested expression joins its parts into ours, so that publishers see every placeholder.
    private void Flatten(ReferenceExpression nested)
    {
        var renumbered = new object[nested.ValueProviders.Count];
        for (var index = 0; index < renumbered.Length; index++)
        {
            renumbered[index] = "{" + (_providers.Count + index).ToString(CultureInfo.InvariantCulture) + "}";
        }

        // Escaped braces survive a second formatting only when doubled again.
        var format = nested.Format.Replace("{{", "{{{{", StringComparison.Ordinal).Replace("}}", "}}}}", StringComparison.Ordinal);
        _format.Append(string.Format(CultureInfo.InvariantCulture, format, renumbered));
        _providers.AddRange(nested.ValueProviders);
        _expressions.AddRange(nested.ManifestExpressions);
        _formats.AddRange(nested.StringFormats);
    }

    /// <summary>Collects the parts of <c>Append($"...")</c>.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct ReferenceExpressionBuilderInterpolatedStringHandler
    {
        private readonly ReferenceExpressionBuilder _builder;

        public ReferenceExpressionBuilderInterpolatedStringHandler(int literalLength, int formattedCount, ReferenceExpressionBuilder builder)
        {
            builder._format.EnsureCapacity(builder._format.Length + literalLength + (formattedCount * 3));
            _builder = builder;
        }

        public void AppendLiteral(string value) => _builder.AppendLiteral(value);

        public void AppendFormatted(string? value) => _builder.AppendFormatted(value);

        public void AppendFormatted(string? value, string format) => _builder.AppendFormatted(value, format);

        public void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider, IManifestExpressionProvider => _builder.AppendFormatted(valueProvider);

        public void AppendFormatted<T>(T valueProvider, string? format)
            where T : IValueProvider, IManifestExpressionProvider => _builder.AppendFormatted(valueProvider, format);

        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider, IManifestExpressionProvider => _builder.AppendFormatted(valueProvider.Resource);

        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider, string? format)
            where T : IResource, IValueProvider, IManifestExpressionProvider => _builder.AppendFormatted(valueProvider.Resource, format);

        internal void EnsureWrittenTo(ReferenceExpressionBuilder target)
        {
            if (_builder != target)
                throw new ArgumentException("The string was interpolated for another builder.", nameof(target));
        }
    }
}
