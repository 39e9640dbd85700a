using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Load;

/// <summary>
/// Batches of pairs as a recorder sends them. Only what differs is written anew, so that the generator takes little of the
/// processor it shares with what it measures.
/// </summary>
internal sealed class EntryTemplate
{
    private const string IdMark = "00000000-0000-7000-8000-00000000000a";
    private const string IntentMark = "00000000-0000-7000-8000-00000000000b";
    private const string TenantMark = "@tenant@";
    private const string UserMark = "@user@";
    private const string RequestMark = "@request@";
    private static readonly DateTimeOffset TimeMark = new(2001, 2, 3, 4, 5, 6, TimeSpan.Zero);
    private static readonly string[] Marks = [IdMark, IntentMark, TenantMark, UserMark, RequestMark, JsonSerializer.Serialize(TimeMark, ContractsJson.Options).Trim('"')];

    private readonly (byte[] Text, int Mark)[] _intent = Cut(Sample(AuditPhase.Intent));
    private readonly (byte[] Text, int Mark)[] _outcome = Cut(Sample(AuditPhase.Outcome));

    /// <summary>An entry as the services write them: some 900 bytes of JSON.</summary>
    public static AuditEntry Sample(AuditPhase phase) => new()
    {
        Id = Guid.Parse(IdMark),
        TenantId = TenantMark,
        UserId = UserMark,
        ActorUserId = UserMark,
        SourceService = AppIds.Connector,
        Timestamp = TimeMark,
        ActionType = AuditActionType.DataAccess,
        Action = "github_issue_read",
        Phase = phase,
        IntentId = phase == AuditPhase.Intent ? null : Guid.Parse(IntentMark),
        ActionDetail = new JsonObject { ["tool"] = "github_issue_read", ["repository"] = "acme-robotics/arm", ["number"] = 4711, ["items"] = 3 },
        DataAccessed = [new DataAccess("github:acme-robotics/arm/issues/4711", Classification.Internal, "connector_read")],
        DataClassification = Classification.Internal,
        PolicyApplied = "acme-integrations",
        PolicyVersion = "sha256:2c26b46b68ffc68ff99b453c1d304134",
        PolicyResult = PolicyResult.Allow,
        PolicyReason = "reading of the own organisation's repositories is allowed",
        Outcome = phase == AuditPhase.Intent ? AuditOutcome.Pending : AuditOutcome.Success,
        RequestId = RequestMark,
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        OrgUnit = "engineering",
        TeamId = "platform",
    };

    /// <summary>A batch of this many entries: pairs of one tenant's users.</summary>
    public ReadOnlyMemory<byte> Batch(string tenant, int entries, TimeProvider time)
    {
        var body = new ArrayBufferWriter<byte>(entries * 1100);
        body.Write("{\"entries\":["u8);
        for (var number = 0; number < entries; number += 2)
        {
            var intent = Guid.CreateVersion7();
            var user = Random.Shared.Next(100).ToString("'user-'00", CultureInfo.InvariantCulture);
            string[] values = [intent.ToString(), "", tenant, user, "request-" + intent.ToString("N"), time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)];
            Write(body, _intent, values);
            body.Write(","u8);
            values[1] = values[0];
            values[0] = Guid.CreateVersion7().ToString();
            Write(body, _outcome, values);
            body.Write(number + 2 < entries ? ","u8 : "]}"u8);
        }

        return body.WrittenMemory;
    }

    private static void Write(ArrayBufferWriter<byte> body, (byte[] Text, int Mark)[] pieces, string[] values)
    {
        foreach (var (text, mark) in pieces)
        {
            body.Write(text);
            if (mark >= 0)
            {
                body.Advance(Encoding.UTF8.GetBytes(values[mark], body.GetSpan(values[mark].Length)));
            }
        }
    }

    private static (byte[] Text, int Mark)[] Cut(AuditEntry sample)
    {
        var text = JsonSerializer.Serialize(sample, ContractsJson.Options);
        var pieces = new List<(byte[], int)>();
        while (text.Length > 0)
        {
            var next = Marks.Select((value, mark) => (At: text.IndexOf(value, StringComparison.Ordinal), Mark: mark)).Where(found => found.At >= 0).OrderBy(found => found.At).FirstOrDefault((At: text.Length, Mark: -1));
            pieces.Add((Encoding.UTF8.GetBytes(text[..next.At]), next.Mark));
            text = next.Mark < 0 ? "" : text[(next.At + Marks[next.Mark].Length)..];
        }

        return [.. pieces];
    }
}
