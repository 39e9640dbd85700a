using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>
/// One YAML document with the place of every value. Words mean what YAML 1.2's core schema says: <c>yes</c> and <c>on</c> are
/// text. Anchors and tags are refused, because a policy has to say what it means where it says it.
/// </summary>
internal static partial class YamlSource
{
    public static SourceNode Read(string text)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out _))
            {
                throw new DocumentSyntaxException(1, 1, "The document is empty.");
            }

            parser.Consume<DocumentStart>();
            var root = ReadNode(parser, 1);
            parser.Consume<DocumentEnd>();
            return parser.TryConsume<DocumentStart>(out var second)
                ? throw At(second.Start, "There is more than one document.")
                : root;
        }
        catch (YamlException exception)
        {
            throw At(exception.Start, "This is no YAML: " + (exception.InnerException?.Message ?? exception.Message));
        }
    }

    private static SourceNode ReadNode(Parser parser, int depth)
    {
        if (parser.Current is NodeEvent { Anchor.IsEmpty: false } or AnchorAlias)
        {
            throw At(parser.Current.Start, "Anchors and aliases are not allowed.");
        }

        if (depth > SourceReader.MaxDepth)
        {
            throw At(parser.Current!.Start, $"The document is nested deeper than {SourceReader.MaxDepth} levels.");
        }

        return parser.Current switch
        {
            MappingStart => ReadMap(parser, depth),
            SequenceStart => ReadList(parser, depth),
            _ => ReadScalar(parser.Consume<Scalar>()),
        };
    }

    private static SourceMap ReadMap(Parser parser, int depth)
    {
        var start = parser.Consume<MappingStart>().Start;
        var members = new List<SourceMember>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (parser.Current is not Scalar { Anchor.IsEmpty: true } name)
            {
                throw At(parser.Current!.Start, "A member's name must be plain text.");
            }

            parser.MoveNext();
            members.Add(new SourceMember(name.Value, (int)name.Start.Line, (int)name.Start.Column, ReadNode(parser, depth + 1)));
        }

        return new SourceMap((int)start.Line, (int)start.Column, members);
    }

    private static SourceList ReadList(Parser parser, int depth)
    {
        var start = parser.Consume<SequenceStart>().Start;
        var items = new List<SourceNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(parser, depth + 1));
        }

        return new SourceList((int)start.Line, (int)start.Column, items);
    }

    private static SourceScalar ReadScalar(Scalar scalar)
    {
        if (!scalar.Tag.IsEmpty)
        {
            throw At(scalar.Start, "Tags are not allowed.");
        }

        return new SourceScalar(
            (int)scalar.Start.Line, (int)scalar.Start.Column, scalar.Style == ScalarStyle.Plain ? PlainValue(scalar.Value) : scalar.Value);
    }

    private static object? PlainValue(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ when Whole().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ when Fraction().IsMatch(text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) => amount,
        _ => text,
    };

    private static DocumentSyntaxException At(Mark mark, string message) => new((int)mark.Line, (int)mark.Column, message);

    [GeneratedRegex(@"^[-+]?[0-9]+$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Fraction();
}
