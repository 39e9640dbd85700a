using System.Globalization;

namespace OpenClaw.Sidecar.Resources;

/// <summary>A component's resolved metadata; names are matched without regard to case.</summary>
internal sealed class ComponentMetadata(string component, IReadOnlyDictionary<string, string> values)
{
    public string Component { get; } = component;

    public IReadOnlyDictionary<string, string> Values { get; } = values;

    public string? Text(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Values.TryGetValue(name, out var value) && value.Length > 0)
            {
                return value;
            }
        }
        return null;
    }

    public string Required(params ReadOnlySpan<string> names) => Text(names)
        ?? throw new ResourceException($"component {Component}: metadata \"{names[0]}\" is required");

    public bool Bool(string name, bool fallback) => Text(name) is { } text ? MetadataValues.IsTrue(text) : fallback;

    public int Int32(string name, int fallback) => Text(name) is not { } text ? fallback
        : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value
        : throw new ResourceException($"component {Component}: metadata \"{name}\" is not a number: {text}");

    public TimeSpan Duration(string name, TimeSpan bareUnit, TimeSpan fallback) => Text(name) is not { } text ? fallback
        : MetadataValues.Duration(text, bareUnit)
        ?? throw new ResourceException($"component {Component}: metadata \"{name}\" is not a duration: {text}");
}
