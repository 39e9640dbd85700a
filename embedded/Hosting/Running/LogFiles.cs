using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Console output of each resource as a file under the data directory, so that it can be read after the run.</summary>
internal sealed class LogFiles : IDisposable
{
    private readonly string _folder;
    private readonly ResourceLoggerService _loggers;
    private readonly Dictionary<string, StreamWriter> _writers = [];
    private readonly Lock _gate = new();

    public LogFiles(string folder, ResourceLoggerService loggers)
    {
        _folder = folder;
        _loggers = loggers;
        loggers.Written += Write;
    }

    public void Dispose()
    {
        _loggers.Written -= Write;
        lock (_gate)
        {
            foreach (var writer in _writers.Values)
            {
                writer.Dispose();
            }

            _writers.Clear();
        }
    }

    private void Write(string name, LogLine line)
    {
        lock (_gate)
        {
            if (!_writers.TryGetValue(name, out var writer))
                _writers[name] = writer = new StreamWriter(Path.Combine(_folder, name + ".log"), append: false) { AutoFlush = true };
            writer.WriteLine(line.Content);
        }
    }
}
