using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OpenClaw.Testing;

namespace OpenClaw.Npgsql.Tests;

/// <summary>Against a real server, and against none.</summary>
public sealed class ServerTests
{
    [Fact]
    public async Task Source_QueriesAndIsHealthyAsLongAsTheServerIsThere()
    {
        Assert.SkipWhen(ServerPrograms.PostgresMissingReason is not null, ServerPrograms.PostgresMissingReason ?? "");
        var server = await PostgresServer.StartAsync(TestContext.Current.CancellationToken);
        var builder = Applications.With(("ConnectionStrings:db", server.ConnectionString));
        builder.Services.AddLogging();
        builder.AddNpgsqlDataSource("db");
        using var host = builder.Build();
        var health = host.Services.GetRequiredService<HealthCheckService>();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        await using (var command = host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT 41 + 1"))
        {
            Assert.Equal(42, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }

        var up = await health.CheckHealthAsync(TestContext.Current.CancellationToken);
        await server.DisposeAsync();
        var down = await health.CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.NotEmpty(spans);
        Assert.Equal(HealthStatus.Healthy, up.Status);
        Assert.Equal(HealthStatus.Unhealthy, down.Entries["PostgreSql"].Status);
        Assert.IsType<NpgsqlException>(down.Entries["PostgreSql"].Exception, exactMatch: false);
    }
}
