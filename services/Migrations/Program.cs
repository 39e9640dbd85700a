using Microsoft.Extensions.Configuration;
using OpenClaw.Migrations;

if (args is not [var database])
{
    Console.Error.WriteLine("usage: OpenClaw.Migrations <database>   (audit, policy)");
    return 2;
}

var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    var connectionString = configuration.GetConnectionString(database)
        ?? throw new MigrationException($"ConnectionStrings__{database} is not set.");
    var scripts = MigrationScript.LoadEmbedded(database);
    var applied = await new MigrationRun(connectionString, scripts).ApplyAsync(stop.Token);
    var passwords = RolePasswords.From(configuration, database);
    await passwords.ApplyAsync(connectionString, stop.Token);
    Console.WriteLine($"Database {database}: {applied} of {scripts.Count} migrations applied now, {passwords.Count} role passwords set.");
    return 0;
}
catch (Exception exception) when (exception is MigrationException or Npgsql.NpgsqlException)
{
    Console.Error.WriteLine($"Migration of {database} failed: {exception.Message}");
    return 1;
}
