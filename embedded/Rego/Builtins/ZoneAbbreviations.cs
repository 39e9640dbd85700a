using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace OpenClaw.Rego.Builtins;

/// <summary>
/// Short names of time zones. .NET does not keep them, so they are read from the system's zone files (RFC 8536); where
/// there are none, the offset stands for the name, as in Go.
/// </summary>
internal static class ZoneAbbreviations
{
    private const string Folder = "/usr/share/zoneinfo";
    private const int HeaderLength = 44;
    private static readonly ConcurrentDictionary<string, byte[]?> Files = new(StringComparer.Ordinal);

    public static string Of(TimeZoneInfo zone, DateTime utc)
    {
        if (zone.Id is "UTC" or "Etc/UTC")
        {
            return "UTC";
        }

        return FromFile(zone, utc) ?? FromOffset(zone.GetUtcOffset(utc));
    }

    private static string FromOffset(TimeSpan offset)
    {
        var text = offset.ToString(offset.Minutes == 0 ? "hh" : "hhmm", CultureInfo.InvariantCulture);
        return (offset < TimeSpan.Zero ? "-" : "+") + text;
    }

    private static string? FromFile(TimeZoneInfo zone, DateTime utc)
    {
        var file = Files.GetOrAdd(zone.Id, id => Path.Combine(Folder, id) is var path && File.Exists(path) ? File.ReadAllBytes(path) : null);
        if (file is null || file.Length < HeaderLength || file[4] < (byte)'2')
        {
            return null;
        }

        // The second block has 64-bit times; the first only serves old readers.
        var first = Counts(file, 0);
        var start = HeaderLength + (first.Times * 5) + (first.Types * 6) + first.Characters + (first.Leaps * 8) + first.Standards + first.Universals;
        var counts = Counts(file, start);
        var times = start + HeaderLength;
        var types = times + (counts.Times * 9);
        var names = types + (counts.Types * 6);
        var seconds = (long)(utc - DateTime.UnixEpoch).TotalSeconds;
        var wanted = (int)zone.GetUtcOffset(utc).TotalSeconds;
        var index = Enumerable.Range(0, counts.Times).LastOrDefault(i => BinaryPrimitives.ReadInt64BigEndian(file.AsSpan(times + (i * 8))) <= seconds, -1);
        var current = index < 0 ? 0 : file[times + (counts.Times * 8) + index];
        // Behind the last transition a rule goes on that the file states as text: the newest type of the same offset has its name.
        var type = OffsetOf(file, types, current) == wanted ? current : Enumerable.Range(0, counts.Types).LastOrDefault(i => OffsetOf(file, types, i) == wanted, current);
        var name = names + file[types + (type * 6) + 5];
        return Encoding.ASCII.GetString(file, name, Array.IndexOf(file, (byte)0, name) - name);
    }

    private static int OffsetOf(byte[] file, int types, int type) => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(types + (type * 6)));

    private static (int Universals, int Standards, int Leaps, int Times, int Types, int Characters) Counts(byte[] file, int start)
    {
        int At(int field) => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(start + 20 + (field * 4)));
        return (At(0), At(1), At(2), At(3), At(4), At(5));
    }
}
