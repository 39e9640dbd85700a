using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Invocation.Access;

/// <summary>
/// The operations of one policy by path segment. A segment goes to the first child that takes it, and a search never
/// comes back from there: the first one written wins on each level.
/// </summary>
internal sealed class OperationTree
{
    private readonly Node _root = new("");

    public OperationTree(IEnumerable<AccessOperation> operations)
    {
        foreach (var operation in operations)
        {
            var node = _root;
            foreach (var segment in Split(operation.Name))
            {
                var next = node.Children.Find(child => child.Pattern == segment);
                if (next is null)
                {
                    node.Children.Add(next = new Node(segment));
                }
                node = next;
            }
            node.Operation ??= operation;
        }
    }

    public AccessOperation? Find(string path)
    {
        var node = _root;
        var segments = Split(path);
        for (var at = 0; at < segments.Length; at++)
        {
            var isLast = at == segments.Length - 1;
            node = node.Children.Find(child => child.Takes(segments[at], isLast));
            if (node is null)
            {
                return null;
            }
            if (node.Operation is { } found)
            {
                // A name covers everything below it, so nothing deeper is looked at.
                return found;
            }
        }
        // "/orders/*" covers "/orders" too.
        return node.Children.Find(child => child.Pattern is "*")?.Operation;
    }

    private static string[] Split(string path)
    {
        var segments = path.ToLowerInvariant().Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments.Length == 0 ? [""] : segments;
    }

    private sealed class Node(string pattern)
    {
        public string Pattern { get; } = pattern;

        public List<Node> Children { get; } = [];

        public AccessOperation? Operation { get; set; }

        public bool Takes(string segment, bool isLast) => Pattern switch
        {
            "*" => isLast,
            "**" => true,
            _ => Pattern.Contains('*', StringComparison.Ordinal)
                ? System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Pattern, segment, ignoreCase: false)
                : Pattern == segment,
        };
    }
}
