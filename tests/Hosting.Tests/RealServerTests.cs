using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.Running;
using Aspire.Hosting.Testing;

namespace OpenClaw.Hosting.Tests;

/// <summary>PostgreSQL, Redis and RabbitMQ of this machine.</summary>
public sealed class RealServerTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"hosting-servers-{Guid.NewGuid():N}");
    private readonly CancellationToken _deadline = new CancellationTokenSource(Limit).Token;

    [Fact]
    public async Task SecondStart_FindsTheDataOfTheFirst()
    {
        SkipWithoutServers();
        await using (var first = await StartAsync())
        {
            await PsqlAsync(first, "create table notes(text text); insert into notes values ('kept')");
            await RedisAsync(first, "set", "note", "kept");
        }

        await using var second = await StartAsync();

        Assert.Equal("kept", await PsqlAsync(second, "select text from notes"));
        Assert.Equal("kept", await RedisAsync(second, "get", "note"));
        Assert.StartsWith("amqp://guest:", await second.GetConnectionStringAsync("mq", _deadline), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppHost_KilledHard_LeavesNoProcessBehind()
    {
        SkipWithoutServers();
        var appHost = typeof(Projects.OpenClaw_AppHost).Assembly.Location;
        using var process = Process.Start(new ProcessStartInfo("dotnet", [appHost, "--data", _data, "--DcpPublisher:RandomizePorts", "true"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await UntilAsync(() => Shell.DescendantsOf(process.Id).Count >= 12);
        var children = Shell.DescendantsOf(process.Id);

        await Shell.RunAsync("kill", "-9", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));

        await UntilAsync(() => !children.Any(Shell.IsAlive));
        Assert.DoesNotContain(children, Shell.IsAlive);
    }

    public void Dispose()
    {
        if (Directory.Exists(_data))
            Directory.Delete(_data, recursive: true);
    }

    private static void SkipWithoutServers() =>
        Assert.SkipWhen(ServerPrograms.PostgresFolder() is null || ServerPrograms.Redis is null || ServerPrograms.RabbitMQ is null, "PostgreSQL, Redis or RabbitMQ is not installed here.");

    private async Task<DistributedApplication> StartAsync()
    {
        var builder = DistributedApplicationTestingBuilder.Create("--data", _data);
        builder.AddPostgres("pg").AddDatabase("notes-db", "notes");
        builder.AddRedis("cache");
        builder.AddRabbitMQ("mq");
        var app = await builder.BuildAsync(_deadline);
        await app.StartAsync(_deadline);
        await Task.WhenAll(((string[])["pg", "cache", "mq"]).Select(name => app.ResourceNotifications.WaitForResourceHealthyAsync(name, _deadline)));
        return app;
    }

    private async Task<string> PsqlAsync(DistributedApplication app, string sql)
    {
        var connection = (await app.GetConnectionStringAsync("notes-db", _deadline))!.Split(';').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        return await Shell.RunAsync(
            Path.Combine(ServerPrograms.PostgresFolder()!, "psql"), "-qtAX", "-c", sql,
            $"host={connection["Host"]} port={connection["Port"]} user={connection["Username"]} password={connection["Password"]} dbname={connection["Database"]}");
    }

    private async Task<string> RedisAsync(DistributedApplication app, params string[] command)
    {
        var connection = (await app.GetConnectionStringAsync("cache", _deadline))!;
        var endpoint = new Uri("redis://" + connection.Split(',')[0]);
        return await Shell.RunAsync("redis-cli", ["--no-auth-warning", "-p", $"{endpoint.Port}", "-a", connection.Split("password=")[1], .. command]);
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(100, _deadline);
        }
    }
}
