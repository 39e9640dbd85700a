using System.Globalization;
using System.Text.RegularExpressions;

namespace OpenClaw.Connector.Infrastructure;

/// <summary>
/// RFC 8288 as GitHub writes it: <c>&lt;https://api.github.com/repositories/1/issues?page=2&gt;; rel="next", &lt;...&gt;; rel="last"</c>.
/// Only the page number is used: the address itself would lead around the sidecar.
/// </summary>
internal static partial class LinkHeader
{
    public static int? NextPage(string? header)
    {
        foreach (var part in header?.Split(',') ?? [])
        {
            var match = Next().Match(part);
            if (match.Success && int.TryParse(match.Groups["page"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var page))
            {
                return page;
            }
        }

        return null;
    }

    [GeneratedRegex("""^\s*<[^>]*[?&]page=(?<page>\d{1,6})(&[^>]*)?>\s*;[^,]*rel="?next"?""")]
    private static partial Regex Next();
}
