using OpenClaw.Contracts;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>A kill switch that is released at the end, however the test ends: one that stays on stops the tests that follow.</summary>
public sealed class PressedSwitch : IAsyncDisposable
{
    public const string Route = "/api/v1/kill-switches";
    public const string Reason = "end-to-end test";

    private readonly Door _door;
    private readonly string _administrator;
    private bool _isReleased;

    private PressedSwitch(Door door, string administrator, string id) => (_door, _administrator, Id) = (door, administrator, id);

    public string Id { get; }

    public static async Task<PressedSwitch> PressAsync(Door door, string administrator, string kind, string? target)
    {
        var answer = await door.PostAsync(administrator, Route, new { kind, target, reason = Reason });
        Assert.True(answer.Status == 201, answer.ToString());
        return new PressedSwitch(door, administrator, answer.Json.GetProperty("id").GetString()!);
    }

    public async Task ReleaseAsync(string reason)
    {
        (await AskAsync("")).MustBeProblem(400, ErrorCodes.ValidationFailed, "a release without a reason");
        var answer = await AskAsync(reason);
        Assert.True(answer.Status == 200, answer.ToString());
        _isReleased = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isReleased)
        {
            await AskAsync("the test ended early");
        }
    }

    private Task<DoorAnswer> AskAsync(string reason) => _door.PostAsync(_administrator, $"{Route}/{Id}/release", new { reason });
}
