using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Servers;

/// <summary>Creates the databases of a server that became ready, with PostgreSQL's own client.</summary>
internal static class PostgresDatabases
{
    public static async Task CreateAsync(PostgresServerResource server, IServiceProvider services, CancellationToken cancellationToken)
    {
        var run = services.GetRequiredService<RunContext>();
        var databases = services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<PostgresDatabaseResource>().Where(database => database.Parent == server);
        var scripts = databases.Select(database => database.CreationScript ?? $"CREATE DATABASE \"{database.DatabaseName.Replace("\"", "\"\"", StringComparison.Ordinal)}\"").ToList();
        if (scripts.Count == 0 || ServerPrograms.PostgresFolder() is not { } programs)
            return;

        // One client for all; a database that exists already is what a second start expects.
        var spec = new ProcessSpec(Path.Combine(programs, "psql"), ["-X", "-q", "-d", "postgres", .. scripts.SelectMany(script => (string[])["-c", script])], "/")
        {
            Environment = new Dictionary<string, string>
            {
                ["PGHOST"] = server.PrimaryEndpoint.Host,
                ["PGPORT"] = server.PrimaryEndpoint.Port.ToString(CultureInfo.InvariantCulture),
                ["PGUSER"] = await server.UserNameReference.GetValueAsync(cancellationToken).ConfigureAwait(false) ?? "",
                ["PGPASSWORD"] = await server.PasswordParameter.GetValueAsync(cancellationToken).ConfigureAwait(false) ?? "",
                ["PGCONNECT_TIMEOUT"] = "10",
            },
        };
        var problems = new List<string>();
        var child = ChildProcess.Start(spec, run.Guardian, (line, isError) =>
        {
            if (isError && line.Contains("ERROR", StringComparison.Ordinal) && !line.Contains("already exists", StringComparison.Ordinal))
                problems.Add(line);
        });
        var exitCode = await child.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (problems.Count > 0 || exitCode == 2)
            throw new DistributedApplicationException($"Databases of '{server.Name}' could not be created: {problems.FirstOrDefault() ?? "the server refused the connection"}");
    }
}
