using Microsoft.Extensions.Configuration;
using Npgsql;

namespace OpenClaw.Migrations;

/// <summary>
/// Sign-in of the service roles, from <c>Migrations__Passwords__&lt;role&gt;</c>. Set on every run, so a rotated password
/// takes effect; a role without a password cannot sign in.
/// </summary>
internal sealed class RolePasswords
{
    private static readonly Dictionary<string, string[]> RolesOf = new()
    {
        ["audit"] = ["audit_writer", "audit_reader", "audit_sealer", "audit_maintenance"],
        ["policy"] = ["policy_writer", "policy_reader"],
    };

    private readonly Dictionary<string, string> _passwords;

    private RolePasswords(Dictionary<string, string> passwords) => _passwords = passwords;

    public int Count => _passwords.Count;

    public static RolePasswords From(IConfiguration configuration, string database)
    {
        var passwords = configuration.GetSection("Migrations:Passwords").GetChildren()
            .Where(entry => !string.IsNullOrEmpty(entry.Value))
            .ToDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.Ordinal);
        var known = RolesOf.GetValueOrDefault(database, []);
        return passwords.Keys.FirstOrDefault(role => !known.Contains(role, StringComparer.Ordinal)) is { } unknown
            ? throw new MigrationException($"Migrations__Passwords__{unknown} names no role of the database {database}.")
            : new RolePasswords(passwords);
    }

    public async Task ApplyAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        foreach (var (role, password) in _passwords)
        {
            // ALTER ROLE takes no parameters; format() quotes both parts on the server.
            await using var quote = dataSource.CreateCommand("SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', $1, $2)");
            quote.Parameters.AddWithValue(role);
            quote.Parameters.AddWithValue(password);
            var statement = (string)(await quote.ExecuteScalarAsync(cancellationToken))!;
#pragma warning disable CA2100 // Quoted by the server just above.
            await using var alter = dataSource.CreateCommand(statement);
#pragma warning restore CA2100
            await SharedRoles.RepeatAsync(() => alter.ExecuteNonQueryAsync(cancellationToken), cancellationToken);
        }
    }
}
