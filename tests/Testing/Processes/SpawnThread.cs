using System.Collections.Concurrent;

namespace OpenClaw.Testing;

/// <summary>
/// The one thread that starts children. Linux sends the parent-death signal when the *thread* that forked ends, so a
/// child started on a pool thread would be killed whenever the pool shrinks.
/// </summary>
internal static class SpawnThread
{
    private static readonly BlockingCollection<Action> Work = [];

    static SpawnThread()
    {
        var thread = new Thread(() =>
        {
            foreach (var action in Work.GetConsumingEnumerable())
            {
                action();
            }
        })
        {
            IsBackground = true,
            Name = "child processes",
        };
        thread.Start();
    }

    public static void Run(Func<bool> start)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                start();
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        done.Task.GetAwaiter().GetResult();
    }
}
