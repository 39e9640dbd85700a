using System.Buffers;
using System.Text;

namespace OpenClaw.Audit.Features.Proofs;

/// <summary>Some lines of a log, put into the order of their numbers: those of archives between those of the database. Nothing follows a gap.</summary>
internal sealed class LogPortion(IBufferWriter<byte> output, long first)
{
    private readonly Dictionary<long, string> _archived = [];

    /// <summary>The number after the last that was written.</summary>
    public long Next { get; private set; } = first;

    public void Keep(long number, string line) => _archived[number] = line;

    public void Write(long number, ReadOnlySpan<byte> line)
    {
        End();
        if (number == Next)
        {
            Append(line);
        }
    }

    /// <summary>Writes what archives have next.</summary>
    public void End()
    {
        while (_archived.Remove(Next, out var line))
        {
            Append(Encoding.UTF8.GetBytes(line));
        }
    }

    private void Append(ReadOnlySpan<byte> line)
    {
        line.CopyTo(output.GetSpan(line.Length));
        output.Advance(line.Length);
        output.GetSpan(1)[0] = (byte)'\n';
        output.Advance(1);
        Next++;
    }
}
