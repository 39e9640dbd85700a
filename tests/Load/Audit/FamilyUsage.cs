using System.Globalization;

namespace OpenClaw.Audit.Load;

/// <summary>Processor time of a process and its children, also of those that have ended.</summary>
internal static class FamilyUsage
{
    private const double TicksPerSecond = 100;

    public static double Of(int id)
    {
        var own = TicksOf(id);
        foreach (var child in File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                own += TicksOf(int.Parse(child, CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // It ended just now; its parent counts it from here on.
            }
        }

        return own / TicksPerSecond;
    }

    private static long TicksOf(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        // The second field is the program's name in parentheses and may hold spaces; then user, system and the children's time.
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[11..15].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture));
    }
}
