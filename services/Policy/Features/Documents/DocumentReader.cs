using System.Text.Json.Nodes;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>Holds a document against the table of its domain. Collects every fault instead of stopping at the first.</summary>
internal sealed class DocumentReader(PolicyField domain)
{
    private const int MaxEntries = 1000;
    private const int MaxName = 200;
    private readonly List<DocumentFault> _faults = [];

    public IReadOnlyList<DocumentFault> Faults => _faults;

    public JsonObject Read(SourceNode source)
    {
        if (source is not SourceMap root)
        {
            Add("", source, $"A {domain.Name} policy must be a set of fields.");
            return [];
        }

        var format = root.Members.FirstOrDefault(member => member.Name == PolicyDomains.FormatField);
        if (format is not null and not { Value: SourceScalar { Value: long and PolicyDomains.Format } })
        {
            Add(PolicyDomains.FormatField, format.Value, $"must be {PolicyDomains.Format}, the only format there is");
        }

        return ReadGroup("", domain, root with { Members = [.. root.Members.Where(member => member != format)] });
    }

    private JsonObject ReadGroup(string path, PolicyField group, SourceMap source)
    {
        var values = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var member in Distinct(path, source))
        {
            if (group.Members.FirstOrDefault(field => field.Name == member.Name) is not { } field)
            {
                Add(Join(path, member.Name), member, $"There is no such field. Known here: {string.Join(", ", group.Members.Select(known => known.Name))}.");
            }
            else
            {
                values[field.Name] = ReadValue(Join(path, field.Name), field, member.Value);
            }
        }

        return new JsonObject(group.Members
            .Where(field => values.GetValueOrDefault(field.Name) is not null)
            .Select(field => KeyValuePair.Create(field.Name, values[field.Name])));
    }

    private JsonObject ReadMap(string path, PolicyField map, SourceMap source)
    {
        var entries = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var member in Distinct(path, source))
        {
            if (map.Words.Count > 0 && !map.Words.Contains(member.Name))
            {
                Add(Join(path, member.Name), member, $"is unknown; known are {string.Join(", ", map.Words)}");
            }
            else if (member.Name.Length is 0 or > MaxName)
            {
                Add(path, member, $"A name must have 1 to {MaxName} characters.");
            }
            else if (ReadValue(Join(path, member.Name), map.Members[0], member.Value) is { } value)
            {
                entries[member.Name] = value;
            }
        }

        return new JsonObject(entries);
    }

    private JsonNode? ReadValue(string path, PolicyField field, SourceNode source) => (field.Kind, source) switch
    {
        (FieldKind.Group, SourceMap group) => ReadGroup(path, field, group),
        (FieldKind.Map, SourceMap map) => ReadMap(path, field, map),
        (FieldKind.Group or FieldKind.Map, _) => Refuse(path, source, "must be a set of fields"),
        (FieldKind.LevelSet or FieldKind.TextSet, SourceList list) => ReadSet(path, field, list),
        (FieldKind.LevelSet or FieldKind.TextSet, _) => Refuse(path, source, "must be a list"),
        (_, SourceScalar scalar) => ScalarRules.Check(field, scalar.Value) is { } fault ? Refuse(path, source, fault) : ScalarRules.ToNode(scalar.Value!),
        _ => Refuse(path, source, "must be a single value"),
    };

    private JsonArray? ReadSet(string path, PolicyField field, SourceList list)
    {
        var words = new List<string>();
        foreach (var item in list.Items)
        {
            if (item is not SourceScalar { Value: string word } || word.Length is 0 or > MaxName)
            {
                Add(path, item, $"must hold text of 1 to {MaxName} characters only");
            }
            else if (field.Words.Count > 0 && !field.Words.Contains(word))
            {
                Add(path, item, $"'{word}' is none of {string.Join(", ", field.Words)}");
            }
            else if (words.Contains(word))
            {
                Add(path, item, $"'{word}' is there twice");
            }
            else
            {
                words.Add(word);
            }
        }

        if (words.Count > MaxEntries || (field.IsComplete && !words.SequenceEqual(field.Words)))
        {
            return (JsonArray?)Refuse(path, list, field.IsComplete ? $"must be {string.Join(", ", field.Words)}, in this order" : $"must hold at most {MaxEntries} words");
        }

        if (!field.IsComplete)
        {
            words.Sort(StringComparer.Ordinal);
        }

        return Fields.List([.. words]);
    }

    private IEnumerable<SourceMember> Distinct(string path, SourceMap source)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (source.Members.Count > MaxEntries)
        {
            Add(path, source, $"must have at most {MaxEntries} entries");
            yield break;
        }

        foreach (var member in source.Members)
        {
            if (seen.Add(member.Name))
            {
                yield return member;
            }
            else
            {
                Add(Join(path, member.Name), member, "is there twice");
            }
        }
    }

    private JsonNode? Refuse(string path, SourceNode source, string message)
    {
        Add(path, source, message);
        return null;
    }

    private void Add(string path, SourceNode source, string message) => _faults.Add(new DocumentFault(path, source.Line, source.Column, message));

    private void Add(string path, SourceMember member, string message) => _faults.Add(new DocumentFault(path, member.Line, member.Column, message));

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
