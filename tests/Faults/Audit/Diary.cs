using System.Globalization;

namespace OpenClaw.Faults.Audit;

/// <summary>What the producers saw.</summary>
internal sealed record Diary(HashSet<Guid> Intents, HashSet<Guid> Acts, HashSet<Guid> Outcomes, int Refused, int OutcomesRefused, int Errors, IReadOnlyList<DateTimeOffset> Successes)
{
    public int Acknowledged => Intents.Count + Outcomes.Count;

    public TimeSpan LongestGap => Successes.Count < 2 ? TimeSpan.Zero : Successes.Zip(Successes.Skip(1), (one, next) => next - one).Max();

    public int SuccessesBetween(DateTimeOffset from, DateTimeOffset to) => Successes.Count(at => at > from && at < to);

    public static Diary Of(IEnumerable<string> files)
    {
        var diary = new Diary([], [], [], 0, 0, 0, []);
        var successes = new List<DateTimeOffset>();
        var (refused, outcomesRefused, errors) = (0, 0, 0);
        foreach (var file in files.Where(File.Exists))
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            foreach (var words in reader.ReadToEnd().Split('\n').SkipLast(1).Select(line => line.Split(' ')))
            {
                switch (words[0])
                {
                    case "I":
                        diary.Intents.Add(Guid.Parse(words[1]));
                        break;
                    case "A":
                        diary.Acts.Add(Guid.Parse(words[1]));
                        continue;
                    case "O":
                        diary.Outcomes.Add(Guid.Parse(words[1]));
                        break;
                    case "R":
                        refused++;
                        continue;
                    case "U":
                        outcomesRefused++;
                        continue;
                    default:
                        errors++;
                        continue;
                }

                successes.Add(DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(words[2], CultureInfo.InvariantCulture)));
            }
        }

        successes.Sort();
        return diary with { Refused = refused, OutcomesRefused = outcomesRefused, Errors = errors, Successes = successes };
    }
}
