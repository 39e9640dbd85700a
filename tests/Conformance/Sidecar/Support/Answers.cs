using System.Net;
using System.Text.Json;

namespace OpenClaw.Sidecar.Conformance.Support;

/// <summary>Asserts about answers of the API.</summary>
internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    /// <summary>204 without a body.</summary>
    public static async Task IsEmptyAsync(this HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.NoContent, $"{(int)answer.StatusCode}: {body}");
        Assert.Empty(body);
    }

    /// <summary>An error in Dapr's form: status, code and, for rich ones, the reason of its <c>ErrorInfo</c>.</summary>
    public static async Task<JsonElement> IsErrorAsync(this HttpResponseMessage answer, int status, string code, string? reason = null)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode}: {body}");
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement.Clone();
        Assert.Equal(code, root.GetProperty("errorCode").GetString());
        Assert.NotEqual("", root.GetProperty("message").GetString());
        if (reason is not null)
        {
            var info = root.GetProperty("details").EnumerateArray().Single(detail => detail.GetProperty("@type").GetString() == "type.googleapis.com/google.rpc.ErrorInfo");
            Assert.Equal(reason, info.GetProperty("reason").GetString());
            Assert.Equal("dapr.io", info.GetProperty("domain").GetString());
        }
        return root;
    }

    public static string? Header(this HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : null;

    /// <summary>The etag, which Dapr sends without quotes.</summary>
    public static string ETag(this HttpResponseMessage answer) =>
        answer.Headers.NonValidated.TryGetValues("ETag", out var values) ? values.ToString() : throw new InvalidOperationException("The answer has no ETag.");
}
