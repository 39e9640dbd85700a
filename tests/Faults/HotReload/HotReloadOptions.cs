using System.Globalization;

namespace OpenClaw.Faults.HotReload;

/// <param name="Changes">Changes of a policy, one after the other.</param>
/// <param name="Clients">People with an open page, who also ask for decisions.</param>
/// <param name="Rate">Decisions per second of all of them together.</param>
/// <param name="Replicas">Processes of every service.</param>
public sealed record HotReloadOptions(int Changes = 200, int Clients = 500, double Rate = 100, int Replicas = 3)
{
    public static HotReloadOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new HotReloadOptions();
        for (var index = 0; index + 1 < arguments.Count; index += 2)
        {
            var value = int.Parse(arguments[index + 1], CultureInfo.InvariantCulture);
            options = arguments[index] switch
            {
                "--changes" => options with { Changes = value },
                "--clients" => options with { Clients = value },
                "--rate" => options with { Rate = value },
                "--replicas" => options with { Replicas = value },
                var other => throw new ArgumentException($"Unknown switch {other}."),
            };
        }

        return options;
    }
}
