using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Running;

/// <summary>
/// Ends every child when this process is gone, however it went. A tiny shell in a session of its own reads a pipe from us:
/// "+ pid signal" for each child (the leader of its process group), "- pid" when it ended. The end of the pipe, which the
/// kernel guarantees even after kill -9, makes it signal all groups, kill what is left after three seconds, and sweep
/// processes that carry the run's mark in their environment (Erlang's helpers leave their group).
/// </summary>
internal sealed class Guardian : IAsyncDisposable
{
    public const string MarkVariable = "OPENCLAW_RUN_MARK";

    private const string Script = """
        list=''
        while read -r op pid sig; do
          if [ "$op" = + ]; then list="$list $pid:$sig"
          else kept=''; for entry in $list; do [ "${entry%%:*}" = "$pid" ] || kept="$kept $entry"; done; list="$kept"
          fi
        done
        for entry in $list; do kill -s "${entry##*:}" -- "-${entry%%:*}" 2>/dev/null; done
        tries=0
        while [ $tries -lt 30 ]; do
          alive=''; for entry in $list; do kill -s 0 -- "-${entry%%:*}" 2>/dev/null && alive=1; done
          [ -z "$alive" ] && break
          sleep 0.1; tries=$((tries+1))
        done
        for entry in $list; do kill -s 9 -- "-${entry%%:*}" 2>/dev/null; done
        for file in $(grep -lsa -- "$1" /proc/[0-9]*/environ); do pid=${file#/proc/}; kill -s 9 "${pid%/environ}" 2>/dev/null; done
        exit 0
        """;

    private readonly Process _process;
    private readonly Lock _gate = new();

    private Guardian(Process process, string mark)
    {
        _process = process;
        Mark = mark;
    }

    public string Mark { get; }

    public static Guardian Start()
    {
        var mark = $"run-{Guid.NewGuid():N}";
        var start = new ProcessStartInfo("setsid") { RedirectStandardInput = true, WorkingDirectory = "/" };
        foreach (var argument in (string[])["/bin/sh", "-c", Script, "openclaw-guardian", $"{MarkVariable}={mark}"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Remove(MarkVariable);
        return new Guardian(Process.Start(start)!, mark);
    }

    public void Watch(int pid, int signal) => Tell(string.Create(CultureInfo.InvariantCulture, $"+ {pid} {signal}"));

    public void Forget(int pid) => Tell(string.Create(CultureInfo.InvariantCulture, $"- {pid} 0"));

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private void Tell(string line)
    {
        lock (_gate)
        {
            _process.StandardInput.Write(line + "\n");
            _process.StandardInput.Flush();
        }
    }
}
