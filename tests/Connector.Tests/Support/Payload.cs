using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Connector.Tests.Support;

/// <summary>Small payloads with good defaults; a test changes what it is about.</summary>
internal static class Payload
{
    public const string Repository = "acme-robotics/arm-firmware";

    public static JsonObject User(string login) => new() { ["login"] = login, ["type"] = "User" };

    public static JsonObject Issue(int number = 7, string title = "The arm stops", string body = "", string author = "tom-lead", params string[] assignees) => new()
    {
        ["number"] = number,
        ["title"] = title,
        ["user"] = User(author),
        ["state"] = "open",
        ["labels"] = new JsonArray(new JsonObject { ["name"] = "bug" }),
        ["assignees"] = new JsonArray([.. assignees.Select(login => (JsonNode)User(login))]),
        ["milestone"] = null,
        ["updated_at"] = "2026-03-02T10:00:00Z",
        ["html_url"] = $"https://github.com/{Repository}/issues/{number}",
        ["body"] = body,
    };

    public static JsonObject Pull(int number = 8, string author = "mike-codes", string body = "", params string[] reviewers)
    {
        var pull = Issue(number, "Warm the brake", body, author);
        pull["requested_reviewers"] = new JsonArray([.. reviewers.Select(login => (JsonNode)User(login))]);
        pull["head"] = new JsonObject { ["ref"] = "ARM-12_brake" };
        pull["base"] = new JsonObject { ["ref"] = "main" };
        pull["draft"] = false;
        pull["html_url"] = $"https://github.com/{Repository}/pull/{number}";
        return pull;
    }

    public static JsonObject Of(string action, string sender, string member, JsonObject item, bool? isPrivate = true, string? visibility = null)
    {
        var repository = new JsonObject { ["full_name"] = Repository, ["owner"] = User("acme-robotics") };
        if (isPrivate is not null)
        {
            repository["private"] = isPrivate;
        }

        if (visibility is not null)
        {
            repository["visibility"] = visibility;
        }

        return new JsonObject { ["action"] = action, [member] = item, ["repository"] = repository, ["sender"] = User(sender) };
    }

    public static JsonObject With(this JsonObject payload, string member, JsonNode value)
    {
        payload[member] = value;
        return payload;
    }

    public static byte[] Bytes(this JsonObject payload) => Encoding.UTF8.GetBytes(payload.ToJsonString());
}
