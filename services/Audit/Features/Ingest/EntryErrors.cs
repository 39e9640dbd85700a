namespace OpenClaw.Audit.Features.Ingest;

/// <summary>Collects faults under the path of the member they are in, such as <c>entries[3].userId</c>.</summary>
internal sealed class EntryErrors
{
    // A batch of nonsense should not be answered with megabytes of complaints.
    private const int MaxMembers = 100;

    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public int Count => _errors.Count;

    public void Add(int index, string member, string message)
    {
        var path = member.Length == 0 ? $"entries[{index}]" : $"entries[{index}].{member}";
        if (_errors.TryGetValue(path, out var messages))
        {
            messages.Add(message);
        }
        else if (_errors.Count < MaxMembers)
        {
            _errors[path] = [message];
        }
    }

    public IReadOnlyDictionary<string, string[]> ToDictionary() =>
        _errors.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
}
