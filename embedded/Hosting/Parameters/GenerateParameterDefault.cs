using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random value of the wanted character classes.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    // Characters that need no quoting in connection strings, URLs and shells; look-alikes are kept out.
    private const string LowerLetters = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperLetters = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Marks = "-_.{}~()*+!";

    /// <summary>22 characters carry more than 128 bits.</summary>
    public int MinLength { get; set; } = 22;

    public bool Lower { get; set; } = true;

    public bool Upper { get; set; } = true;

    public bool Numeric { get; set; } = true;

    public bool Special { get; set; } = true;

    public int MinLower { get; set; }

    public int MinUpper { get; set; }

    public int MinNumeric { get; set; }

    public int MinSpecial { get; set; }

    public override string GetDefaultValue()
    {
        (bool Enabled, string Characters, int Minimum)[] classes =
            [(Lower, LowerLetters, MinLower), (Upper, UpperLetters, MinUpper), (Numeric, Digits, MinNumeric), (Special, Marks, MinSpecial)];
        var all = string.Concat(classes.Where(entry => entry.Enabled).Select(entry => entry.Characters));
        if (all.Length == 0)
            throw new DistributedApplicationException("A generated value needs at least one character class.");

        var required = classes.Where(entry => entry.Enabled).SelectMany(entry => RandomNumberGenerator.GetItems<char>(entry.Characters, entry.Minimum)).ToList();
        var rest = RandomNumberGenerator.GetItems<char>(all, Math.Max(0, MinLength - required.Count));
        char[] value = [.. required, .. rest];
        RandomNumberGenerator.Shuffle(value.AsSpan());
        return new string(value);
    }
}
