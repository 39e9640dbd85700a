using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OpenClaw.Audit.Features.Export;

/// <summary>
/// RFC 4180 with every column. A text that a spreadsheet would take for a formula begins with an apostrophe, because the
/// file is opened by whoever audits, and its texts come from whoever was audited.
/// </summary>
internal sealed class CsvExportWriter : IExportWriter
{
    private const string Columns =
        "sequence,id,tenantId,userId,actorUserId,sourceService,timestamp,actionType,action,phase,intentId,actionDetail,dataAccessed,modelUsed,modelTokens,"
        + "dataClassification,policyApplied,policyVersion,policyResult,policyReason,outcome,requestId,traceId,orgUnit,teamId,receivedAt,leafHash\r\n";

    private static readonly string[] Names = Columns.TrimEnd().Split(',');
    private readonly StringBuilder _row = new();
    private readonly string[] _values = new string[Names.Length];

    public string ContentType => "text/csv; charset=utf-8; header=present";

    public void Begin(HashedOutput output) => output.Write(Columns);

    public void Entry(HashedOutput output, long number, ReadOnlySpan<byte> line, byte[] leaf)
    {
        Array.Fill(_values, "");
        Read(line);
        _values[0] = number.ToString(CultureInfo.InvariantCulture);
        _values[^1] = Convert.ToBase64String(leaf);
        _row.Clear();
        foreach (var value in _values)
        {
            Append(value);
        }

        _row.Length--;
        output.Write(_row.Append("\r\n").ToString());
    }

    public void Withheld(HashedOutput output, long number, byte[] leaf)
    {
    }

    public void End(HashedOutput output)
    {
    }

    /// <summary>A table has no place for it; it is found under the export's own address.</summary>
    public void Manifest(HashedOutput output, ExportManifest manifest)
    {
    }

    private void Read(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = Array.IndexOf(Names, reader.GetString());
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var value = reader.TokenType switch
            {
                JsonTokenType.Null => "",
                JsonTokenType.String => reader.GetString()!,
                _ => null,
            };
            if (value is null)
            {
                reader.Skip();
                value = Encoding.UTF8.GetString(line[start..(int)reader.BytesConsumed]);
            }

            if (column > 0)
            {
                _values[column] = value;
            }
        }
    }

    private void Append(string value)
    {
        _row.Append('"');
        if (value.Length > 0 && IsRisky(value))
        {
            _row.Append('\'');
        }

        foreach (var letter in value)
        {
            _row.Append(letter);
            if (letter == '"')
            {
                _row.Append('"');
            }
        }

        _row.Append("\",");
    }

    // Spreadsheets skip blanks before a formula, and some know the wide forms of its signs.
    private static bool IsRisky(string value) =>
        value[0] is '\t' or '\r' or '\n'
        || value.AsSpan().TrimStart() is [('=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' or '|'), ..];
}
