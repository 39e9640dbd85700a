namespace OpenClaw.Audit.Load;

/// <summary>Lines of Markdown.</summary>
internal static class Report
{
    public static void Title(string text) => Console.WriteLine($"\n## {text}\n");

    public static void Head(params string[] columns)
    {
        Row([.. columns]);
        Console.WriteLine("|" + string.Concat(Enumerable.Repeat("---|", columns.Length)));
    }

    public static void Row(params FormattableString[] cells) => Row([.. cells.Select(FormattableString.Invariant)]);

    public static void Row(string[] cells) => Console.WriteLine("| " + string.Join(" | ", cells) + " |");

    public static string Met(bool holds) => holds ? "yes" : "**no**";

    public static void Line(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
