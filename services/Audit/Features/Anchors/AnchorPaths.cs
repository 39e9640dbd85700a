using System.Globalization;
using System.Text;

namespace OpenClaw.Audit.Features.Anchors;

/// <summary>
/// How an anchor is laid out: <c>logs</c> lists the logs it keeps, and each log has a folder in the layout of C2SP
/// tlog-tiles (<c>checkpoint</c>, <c>tile/...</c>) with every anchored checkpoint besides (<c>checkpoints/size</c>).
/// </summary>
internal static class AnchorPaths
{
    public const string Logs = "logs";
    public const string Checkpoint = "checkpoint";

    /// <summary>A tenant's folder. Each acknowledged contradiction begins a new one, so that evidence is never written over.</summary>
    public static string FolderOf(string tenantId, int acknowledged)
    {
        var isPlain = tenantId.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
        var name = isPlain ? tenantId : "~" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(tenantId));
        return acknowledged == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}.{acknowledged}");
    }

    public static string CheckpointOf(string folder, long size) => string.Create(CultureInfo.InvariantCulture, $"{folder}/checkpoints/{size}");
}
