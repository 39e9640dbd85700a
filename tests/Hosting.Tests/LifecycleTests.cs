using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace OpenClaw.Hosting.Tests;

/// <summary>Tiny programs through the whole life of a resource; no server needed.</summary>
public sealed class LifecycleTests
{
    // Listens on the port of its endpoint variable and answers nothing: enough to be alive.
    private const string Server = "exec python3 -c \"import os,socket,time; s=socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('127.0.0.1', int(os.environ['PORT']))); s.listen(); print('pid', os.getpid(), flush=True); time.sleep(600)\"";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly CancellationToken _deadline = new CancellationTokenSource(Limit).Token;

    [Fact]
    public async Task WaitForCompletion_Job_ReleasesItsWaiterAfterExit()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var order = new List<string>();
        var job = builder.AddExecutable("job", "sh", "/", (string[])["-c", "echo done; exit 0"]).OnResourceStopped((_, _, _) => Note(order, "job stopped"));
        builder.AddExecutable("app", "sleep", "/", (string[])["600"]).WaitForCompletion(job).OnResourceReady((_, _, _) => Note(order, "app ready"));
        await using var app = await builder.BuildAsync(_deadline);

        await app.StartAsync(_deadline);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("app", _deadline);

        Assert.Equal(["job stopped", "app ready"], order);
        var stopped = await app.ResourceNotifications.WaitForResourceAsync("job", change => change.Snapshot.ExitCode is not null, _deadline);
        Assert.Equal((KnownResourceStates.Finished, 0), (stopped.Snapshot.State!.Text, stopped.Snapshot.ExitCode));
    }

    [Fact]
    public async Task WaitForCompletion_FailedJob_FailsTheWaiterWithItsReason()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var job = builder.AddExecutable("job", "sh", "/", (string[])["-c", "exit 3"]);
        builder.AddExecutable("app", "sleep", "/", (string[])["600"]).WaitForCompletion(job);
        await using var app = await builder.BuildAsync(_deadline);

        await app.StartAsync(_deadline);
        await app.ResourceNotifications.WaitForResourceAsync("app", KnownResourceStates.FailedToStart, _deadline);

        Assert.Contains("exit code 3", await FirstLineAsync(app, "app"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_ReceivesResolvedEnvironmentAndArguments()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create("--Parameters:word", "hello world");
        builder.AddExecutable("echo", "sh", "/", (string[])["-c", "echo \"$1|$GREETING\"", "sh"])
            .WithArgs("one").WithEnvironment("GREETING", $"say {builder.AddParameter("word")}");
        await using var app = await builder.BuildAsync(_deadline);

        await app.StartAsync(_deadline);

        Assert.Equal("one|say hello world", await FirstLineAsync(app, "echo"));
    }

    [Fact]
    public async Task Server_KilledFromOutside_IsStartedAgainOnTheSamePort()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("server", "sh", "/", (string[])["-c", Server]).WithEndpoint(name: "tcp", env: "PORT", scheme: "http");
        await using var app = await builder.BuildAsync(_deadline);
        await app.StartAsync(_deadline);
        var first = await FirstLineAsync(app, "server");
        var port = app.GetEndpoint("server", "tcp").Port;

        await Shell.RunAsync("kill", "-9", first.Split(' ')[1]);

        var second = await LineAsync(app, "server", line => line.StartsWith("pid", StringComparison.Ordinal) && line != first);
        Assert.NotEqual(first, second);
        Assert.Equal(port, app.GetEndpoint("server", "tcp").Port);
    }

    [Fact]
    public async Task Commands_StopAndStart_EndAndBeginTheProcess()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("app", "sleep", "/", (string[])["600"]);
        await using var app = await builder.BuildAsync(_deadline);
        await app.StartAsync(_deadline);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("app", _deadline);

        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("app", KnownResourceCommands.StopCommand, _deadline)).Success);
        await app.ResourceNotifications.WaitForResourceAsync("app", KnownResourceStates.Exited, _deadline);
        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("app", KnownResourceCommands.StartCommand, _deadline)).Success);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("app", _deadline);

        Assert.False((await app.ResourceCommands.ExecuteCommandAsync("app", "no-such-command", _deadline)).Success);
    }

    [Fact]
    public async Task Command_StartRightAfterStop_LeavesAProcessThatIsWatched()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("app", "sleep", "/", (string[])["600"]).WithEndpoint(name: "tcp", env: "PORT", scheme: "http");
        await using var app = await builder.BuildAsync(_deadline);
        await app.StartAsync(_deadline);
        var pid = await NextPidAsync(app, 0);
        for (var round = 0; round < 20; round++)
        {
            await CommandAsync(app, KnownResourceCommands.StopCommand);
            await CommandAsync(app, KnownResourceCommands.StartCommand);
            pid = await NextPidAsync(app, pid);
        }

        await Shell.RunAsync("kill", "-9", $"{pid}");

        Assert.NotEqual(pid, await NextPidAsync(app, pid));
    }

    [Fact]
    public async Task Command_StopAfterStartOfARunningProcess_EndsIt()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("app", "sh", "/", (string[])["-c", "exec sleep 600"]);
        await using var app = await builder.BuildAsync(_deadline);
        await app.StartAsync(_deadline);
        await NextPidAsync(app, 0);

        await CommandAsync(app, KnownResourceCommands.StartCommand);
        await CommandAsync(app, KnownResourceCommands.StopCommand);

        await StaysStoppedAsync(app);
    }

    [Fact]
    public async Task Command_StopBetweenTwoStartsOfAFailingProcess_IsObeyed()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("app", "sh", "/", (string[])["-c", "exit 7"]).WithEndpoint(name: "tcp", env: "PORT", scheme: "http");
        await using var app = await builder.BuildAsync(_deadline);
        await app.StartAsync(_deadline);
        await LineAsync(app, "app", line => line.Contains("exit code 7", StringComparison.Ordinal));

        await CommandAsync(app, KnownResourceCommands.StopCommand);

        await StaysStoppedAsync(app);
    }

    [Fact]
    public async Task Command_StopWhileItWaits_IsObeyed()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var never = builder.AddExecutable("never", "sleep", "/", (string[])["600"]).WithExplicitStart();
        builder.AddExecutable("app", "sh", "/", (string[])["-c", "exec sleep 600"]).WaitFor(never);
        await using var app = await builder.BuildAsync(_deadline);
        await app.StartAsync(_deadline);
        await app.ResourceNotifications.WaitForResourceAsync("app", KnownResourceStates.Waiting, _deadline);

        await CommandAsync(app, KnownResourceCommands.StopCommand);
        await CommandAsync(app, KnownResourceCommands.StartCommand, "never");
        await app.ResourceNotifications.WaitForResourceHealthyAsync("never", _deadline);

        await StaysStoppedAsync(app);
    }

    [Fact]
    public async Task WatchedLog_EndsWithItsReadersToken()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("silent", "sleep", "/", (string[])["600"]);
        await using var app = await builder.BuildAsync(_deadline);
        await app.StartAsync(_deadline);
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var log = app.Services.GetRequiredService<ResourceLoggerService>().WatchAsync("silent");

        var read = Task.Run(async () => await log.WithCancellation(impatient.Token).GetAsyncEnumerator().MoveNextAsync(), _deadline);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Container_WithoutLocalProgram_IsRefusedByNameAndImage()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddContainer("search", "elastic/elasticsearch", "9");
        await using var app = await builder.BuildAsync(_deadline);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.StartAsync(_deadline));

        Assert.Contains("'search' (image elastic/elasticsearch:9)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_EndsChildrenAndTheirChildren()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("family", "sh", "/", (string[])["-c", "sleep 601 & echo $!; wait"]);
        var app = await builder.BuildAsync(_deadline);
        await app.StartAsync(_deadline);
        var grandchild = int.Parse(await FirstLineAsync(app, "family"), System.Globalization.CultureInfo.InvariantCulture);

        await app.DisposeAsync();

        Assert.False(Shell.IsAlive(grandchild));
    }

    private async Task CommandAsync(DistributedApplication app, string command, string resource = "app") =>
        Assert.True((await app.ResourceCommands.ExecuteCommandAsync(resource, command, _deadline)).Success);

    /// <summary>A stop that was obeyed shows at once, and nothing begins for longer than the pauses between two starts.</summary>
    private async Task StaysStoppedAsync(DistributedApplication app)
    {
        var now = await app.ResourceNotifications.WaitForResourceAsync("app", _ => true, _deadline);
        Assert.Equal(KnownResourceStates.Exited, now.Snapshot.State!.Text);
        using var later = CancellationTokenSource.CreateLinkedTokenSource(_deadline);
        later.CancelAfter(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.ResourceNotifications.WaitForResourceAsync("app", change => change.Snapshot.State!.Text != KnownResourceStates.Exited, later.Token));
    }

    private async Task<int> NextPidAsync(DistributedApplication app, int last)
    {
        var changed = await app.ResourceNotifications.WaitForResourceAsync("app", change => change.Snapshot.State?.Text == KnownResourceStates.Running && PidOf(change) != last, _deadline);
        return PidOf(changed);
    }

    private static int PidOf(ResourceEvent change) =>
        change.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is int pid ? pid : 0;

    private static Task Note(List<string> order, string fact)
    {
        lock (order)
        {
            order.Add(fact);
        }

        return Task.CompletedTask;
    }

    private Task<string> FirstLineAsync(DistributedApplication app, string resource) => LineAsync(app, resource, _ => true);

    private async Task<string> LineAsync(DistributedApplication app, string resource, Func<string, bool> predicate)
    {
        await foreach (var lines in app.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(resource).WithCancellation(_deadline))
        {
            if (lines.FirstOrDefault(line => predicate(line.Content)) is { Content: { } content })
                return content;
        }

        throw new InvalidOperationException("The log ended.");
    }
}
