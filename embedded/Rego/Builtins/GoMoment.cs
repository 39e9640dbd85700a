namespace OpenClaw.Rego.Builtins;

/// <summary>Nanoseconds since 1970 seen in a time zone.</summary>
internal readonly record struct GoMoment(long Nanoseconds, TimeZoneInfo Zone)
{
    private const long PerSecond = 1_000_000_000;

    private DateTime Utc => DateTime.UnixEpoch.AddTicks((long)Math.Floor(Nanoseconds / 100m));

    public TimeSpan Offset => Zone.GetUtcOffset(Utc);

    public DateTime Local => Utc + Offset;

    public int Year => Local.Year;

    public int Month => Local.Month;

    public int Day => Local.Day;

    public int Hour => Local.Hour;

    public int Minute => Local.Minute;

    public int Second => Local.Second;

    public int Nanosecond => (int)(((Nanoseconds % PerSecond) + PerSecond) % PerSecond);

    public long NanosecondOfDay => (((Hour * 3600L) + (Minute * 60) + Second) * PerSecond) + Nanosecond;

    /// <summary>The zone's short name at this moment, such as PST.</summary>
    public string Abbreviation => ZoneAbbreviations.Of(Zone, Utc);
}
