using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Simulators.GitHub;

/// <summary>A page of a list with Link header and ETag.</summary>
internal static class ListAnswer
{
    public static IResult Page(HttpContext context, IEnumerable<JsonObject> all, JsonObject? wrapper = null)
    {
        var size = Math.Clamp(Number(context, "per_page", 30), 1, 100);
        var page = Math.Max(1, Number(context, "page", 1));
        var items = all.ToArray();
        var pages = Math.Max(1, (items.Length + size - 1) / size);
        if (Links(context, page, pages) is { Length: > 0 } link)
        {
            context.Response.Headers.Link = link;
        }

        var content = new JsonArray([.. items.Skip((page - 1) * size).Take(size)]);
        if (wrapper is null)
        {
            return Tagged(context, content);
        }

        wrapper["total_count"] = items.Length;
        wrapper["incomplete_results"] = false;
        wrapper["items"] = content;
        return Tagged(context, wrapper);
    }

    public static IResult Tagged(HttpContext context, JsonNode content)
    {
        var text = content.ToJsonString();
        var tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}\"";
        context.Response.Headers.ETag = tag;
        return context.Request.Headers.IfNoneMatch.Contains(tag)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Text(text, "application/json; charset=utf-8");
    }

    private static string Links(HttpContext context, int page, int pages)
    {
        string To(int number, string relation)
        {
            var query = context.Request.Query.Where(pair => pair.Key != "page")
                .Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value.ToString())}")
                .Append($"page={number}");
            return $"<https://api.github.com{context.Request.Path}?{string.Join('&', query)}>; rel=\"{relation}\"";
        }

        var links = new List<string>();
        if (page > 1)
        {
            links.Add(To(page - 1, "prev"));
            links.Add(To(1, "first"));
        }

        if (page < pages)
        {
            links.Add(To(page + 1, "next"));
            links.Add(To(pages, "last"));
        }

        return string.Join(", ", links);
    }

    private static int Number(HttpContext context, string name, int otherwise) =>
        int.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
