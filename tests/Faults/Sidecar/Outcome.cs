namespace OpenClaw.Faults.Sidecar;

/// <summary>One line of the table.</summary>
/// <param name="Asked">Messages, transactions or reminders.</param>
/// <param name="Refused">Calls that were not acknowledged, usually made again.</param>
/// <param name="Again">Arrivals beyond the first of each.</param>
/// <param name="LongestGap">The longest time nothing was acknowledged or arrived: the outage as a caller sees it.</param>
internal sealed record Outcome(string Scenario, string Killed, int Asked, int Acknowledged, int Refused, int Arrived, int Again, int Lost, TimeSpan LongestGap, TimeSpan Took)
{
    public bool Holds => Lost == 0 && Acknowledged > 0 && Killed.Length > 0;
}
