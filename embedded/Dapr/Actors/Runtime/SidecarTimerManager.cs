using System.Text.Json;
using Dapr.Actors.Wire;
using Dapr.Client;

namespace Dapr.Actors.Runtime;

/// <summary>Timers and reminders kept by the sidecar.</summary>
internal sealed class SidecarTimerManager(ActorApi api) : ActorTimerManager
{
    public override Task RegisterReminderAsync(ActorReminder reminder) => api.PutAsync(
        reminder.ActorType, reminder.ActorId.GetId(), "reminders", reminder.Name, WireJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("dueTime", DaprDuration.Format(reminder.DueTime));
            WriteRest(writer, DaprDuration.Format(reminder.Period, reminder.Repetitions), reminder.Ttl, reminder.State);
            writer.WriteEndObject();
        }));

    public override Task UnregisterReminderAsync(ActorReminderToken reminder) =>
        api.DeleteAsync(reminder.ActorType, reminder.ActorId.GetId(), "reminders", reminder.Name);

    public override async Task<IActorReminder> GetReminderAsync(ActorReminderToken reminder)
    {
        using var document = await api.GetReminderAsync(reminder.ActorType, reminder.ActorId.GetId(), reminder.Name);
        if (document is null)
        {
            return null!;
        }

        var wire = document.RootElement;
        var (period, repetitions) = DaprDuration.ParsePeriod(Text(wire, "period"));
        return new ActorReminder(
            reminder.ActorType, reminder.ActorId, reminder.Name, DueCallback.DataOf(wire)!, DueOf(Text(wire, "dueTime")), period, repetitions);
    }

    public override Task RegisterTimerAsync(ActorTimer timer) => api.PutAsync(
        timer.ActorType, timer.ActorId.GetId(), "timers", timer.Name, WireJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("dueTime", DaprDuration.Format(timer.DueTime));
            WriteRest(writer, DaprDuration.Format(timer.Period), timer.Ttl, timer.Data);
            writer.WriteString("callback", timer.TimerCallback);
            writer.WriteEndObject();
        }));

    public override Task UnregisterTimerAsync(ActorTimerToken timer) =>
        api.DeleteAsync(timer.ActorType, timer.ActorId.GetId(), "timers", timer.Name);

    private static void WriteRest(Utf8JsonWriter writer, string period, TimeSpan? ttl, byte[]? data)
    {
        if (period.Length > 0)
        {
            writer.WriteString("period", period);
        }

        if (ttl is { } end)
        {
            writer.WriteString("ttl", DaprDuration.Format(end));
        }

        if (data is null)
        {
            writer.WriteNull("data");
        }
        else
        {
            writer.WriteBase64String("data", data);
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The sidecar may answer with an instant; how far away it was is not known any more.</summary>
    private static TimeSpan DueOf(string? text) =>
        string.IsNullOrEmpty(text) || DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _)
            ? TimeSpan.Zero
            : DaprDuration.Parse(text);
}
