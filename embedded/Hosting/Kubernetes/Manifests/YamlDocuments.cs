using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>Reads YAML the way the API server does: quoted scalars are text, plain ones may be numbers and booleans.</summary>
internal static class YamlDocuments
{
    public static IEnumerable<Map> Read(string file)
    {
        var stream = new YamlStream();
        using (var reader = new StreamReader(file))
        {
            stream.Load(reader);
        }

        return stream.Documents.Select(document => Convert(document.RootNode) as Map
            ?? throw new DistributedApplicationException($"{file} holds a document that is no object."));
    }

    private static object? Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => mapping.Children.Aggregate(
            new Map(), (map, pair) => map.With(((YamlScalarNode)pair.Key).Value!, Convert(pair.Value))),
        YamlSequenceNode sequence => sequence.Children.Select(child => Convert(child) ?? "").ToList(),
        YamlScalarNode scalar => Scalar(scalar),
        _ => throw new DistributedApplicationException($"YAML at line {node.Start.Line} is not supported."),
    };

    private static object? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
            return text;
        return text switch
        {
            "" or "~" or "null" => null,
            "true" => true,
            "false" => false,
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ => text,
        };
    }
}
