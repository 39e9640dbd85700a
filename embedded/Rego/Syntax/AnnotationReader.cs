using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Syntax;

/// <summary>Reads <c># METADATA</c> blocks and hands each to the rule below it.</summary>
internal static class AnnotationReader
{
    public static IReadOnlyList<Annotation> Read(IReadOnlyList<Comment> comments, string file)
    {
        var found = new List<Annotation>();
        for (var i = 0; i < comments.Count; i++)
        {
            if (comments[i].Text.Trim() != "METADATA")
            {
                continue;
            }

            var start = i;
            var lines = new List<string>();
            while (i + 1 < comments.Count && comments[i + 1].Row == comments[i].Row + 1 && comments[i + 1].Column == comments[start].Column)
            {
                i++;
                lines.Add(comments[i].Text.StartsWith(' ') ? comments[i].Text[1..] : comments[i].Text);
            }

            found.Add(Parse(string.Join('\n', lines), comments[start].Row, comments[i].Row, file));
        }

        return found;
    }

    public static void Attach(IReadOnlyList<Annotation> annotations, IReadOnlyList<Rule> rules, int packageRow)
    {
        foreach (var annotation in annotations.Where(annotation => annotation.Row > packageRow && annotation.Scope is "" or "rule"))
        {
            var rule = rules.Where(rule => rule.At.Row > annotation.EndRow).MinBy(rule => rule.At.Row);
            var between = rules.Any(other => other.At.Row > annotation.Row && rule is not null && other.At.Row < rule.At.Row);
            if (rule is not null && !between)
            {
                rule.Annotations = annotation.Value.With(new StringValue("scope"), new StringValue("rule"));
            }
        }
    }

    private static Annotation Parse(string yaml, int row, int endRow, string file)
    {
        if (!Yaml.YamlReader.TryRead(yaml, out var value, out var error))
        {
            throw new ParseErrorException(new Location(file, row, 1), error);
        }

        var fields = value as ObjectValue ?? ObjectValue.Empty;
        if (fields.Get("authors") is ArrayValue authors)
        {
            fields = fields.With(new StringValue("authors"), new ArrayValue(Array.ConvertAll(authors.Items, Author)));
        }

        return new Annotation(fields, (fields.Get("scope") as StringValue)?.Value ?? "", row, endRow);
    }

    /// <summary>An author is an object, or text of the form <c>name &lt;mail&gt;</c>.</summary>
    private static RegoValue Author(RegoValue author)
    {
        if (author is not StringValue text)
        {
            return author;
        }

        var open = text.Value.IndexOf('<', StringComparison.Ordinal);
        return open < 0
            ? ObjectValue.Of(("name", new StringValue(text.Value.Trim())))
            : ObjectValue.Of(("name", new StringValue(text.Value[..open].Trim())), ("email", new StringValue(text.Value[(open + 1)..].TrimEnd('>', ' '))));
    }
}
