using System.Globalization;
using Dapr;

namespace OpenClaw.Gateway.Infrastructure;

/// <summary>A store that does not answer is a lost dependency, which callers see as 503.</summary>
internal static class DaprFailures
{
    public static Dictionary<string, string> Lifetime(TimeSpan lifetime) => new()
    {
        ["ttlInSeconds"] = Math.Max(1, (long)lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture),
    };

    public static async Task<T> GuardAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (DaprException exception)
        {
            throw new HttpRequestException("The sidecar could not reach the store.", exception);
        }
    }

    public static Task GuardAsync(Func<Task> call) => GuardAsync(async () =>
    {
        await call();
        return true;
    });
}
