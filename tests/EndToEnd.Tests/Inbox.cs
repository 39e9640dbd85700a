using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>What people were told, and the notifications in it that are counted up.</summary>
internal sealed class Inbox(Door door)
{
    /// <summary>What is told of the log is looked for once a minute.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public async Task<DoorAnswer> OfAsync(string person)
    {
        var inbox = await door.GetAsync(await door.TokenAsync(person), "/api/v1/notifications?limit=200");
        Assert.True(inbox.Status == 200, inbox.ToString());
        return inbox;
    }

    /// <summary>Waits for a notification of this kind that counts at least so many.</summary>
    /// <param name="number">Finds the number in the text, as its first group.</param>
    /// <param name="isNew">Only one that was not read yet.</param>
    public async Task<(JsonElement Told, int Count)> ToldAsync(string person, string kind, string number, int atLeast, bool isNew = false)
    {
        (JsonElement Told, int Count)? found = null;
        var last = "";
        await Eventually.AsyncTrue(
            async _ =>
            {
                var inbox = await OfAsync(person);
                last = inbox.ToString();
                found = inbox.Json.GetProperty("items").EnumerateArray()
                    .Where(entry => Word(entry, "kind") == kind && !(isNew && entry.TryGetProperty("readAt", out var _)))
                    .Select(entry => ((JsonElement, int)?)(entry, CountOf(Word(entry, "text")!, number)))
                    .FirstOrDefault(entry => entry!.Value.Item2 >= atLeast);
                return found is not null;
            },
            Patience, $"{person} is told of {atLeast} ({kind})", () => last, TestContext.Current.CancellationToken);
        return found!.Value;
    }

    public static string? Word(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int CountOf(string text, string number) =>
        Regex.Match(text, number) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
}
