using System.Globalization;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Bindings;

/// <summary><c>bindings.cron</c>: fires in every sidecar that has it.</summary>
internal sealed class CronBinding(ComponentMetadata metadata, TimeProvider clock, ILogger<CronBinding> logger) : IInputBinding
{
    private readonly CronSchedule _schedule = Parse(metadata);

    public Task<IAsyncDisposable> StartAsync(Func<BindingEvent, CancellationToken, Task> handler, CancellationToken cancellationToken) =>
        Task.FromResult<IAsyncDisposable>(new Ticker(_schedule, handler, metadata.Component, clock, logger));

    private static CronSchedule Parse(ComponentMetadata metadata)
    {
        try
        {
            return CronSchedule.Parse(metadata.Required("schedule"));
        }
        catch (FormatException error)
        {
            throw new ResourceException($"component {metadata.Component}: {error.Message}", error);
        }
    }

    private sealed class Ticker : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _loop;

        public Ticker(CronSchedule schedule, Func<BindingEvent, CancellationToken, Task> handler, string name, TimeProvider clock, ILogger logger)
        {
            _loop = LoopAsync(schedule, handler, name, clock, logger);
        }

        private async Task LoopAsync(
            CronSchedule schedule, Func<BindingEvent, CancellationToken, Task> handler, string name, TimeProvider clock, ILogger logger)
        {
            try
            {
                var due = schedule.Next(clock.GetUtcNow());
                while (true)
                {
                    var wait = due - clock.GetUtcNow();
                    if (wait > TimeSpan.Zero)
                    {
                        await Task.Delay(wait, clock, _stop.Token);
                    }
                    var read = clock.GetUtcNow();
                    await FireAsync(handler, name, read, logger);
                    due = schedule.Next(read > due ? read : due);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                await Task.CompletedTask;
            }
        }

        private async Task FireAsync(Func<BindingEvent, CancellationToken, Task> handler, string name, DateTimeOffset read, ILogger logger)
        {
            try
            {
                await handler(new BindingEvent(default, new Dictionary<string, string>
                {
                    ["timeZone"] = "UTC",
                    ["readTimeUTC"] = read.ToString("yyyy-MM-dd HH:mm:ss.fffffff '+0000 UTC'", CultureInfo.InvariantCulture),
                }), _stop.Token);
            }
            catch (Exception error) when (!_stop.IsCancellationRequested)
            {
                logger.EventNotTaken(name, error.Message);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _loop;
            _stop.Dispose();
        }
    }
}
