using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.Migrations;

/// <summary>One numbered SQL file, embedded in this program as <c>database/NNN_name.sql</c>.</summary>
internal sealed record MigrationScript(int Number, string Name, string Sql)
{
    /// <summary>Line ends do not count, so a checkout on another system has the same sum.</summary>
    public string Checksum { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    public static IReadOnlyList<MigrationScript> LoadEmbedded(string database)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = database + "/";
        var scripts = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => Load(assembly, name, name[prefix.Length..]))
            .OrderBy(script => script.Number)
            .ToArray();
        if (scripts.Length == 0)
        {
            throw new MigrationException($"There are no migrations for a database '{database}'.");
        }

        return scripts.DistinctBy(script => script.Number).Count() == scripts.Length
            ? scripts
            : throw new MigrationException($"Two migrations of {database} have the same number.");
    }

    private static MigrationScript Load(Assembly assembly, string resource, string file)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var number = int.Parse(file.AsSpan(0, file.IndexOf('_', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);
        return new MigrationScript(number, Path.GetFileNameWithoutExtension(file), reader.ReadToEnd());
    }
}
