using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Audit.Infrastructure.Anchors;

internal static class AnchorStoreRegistration
{
    public static void AddAnchorStores(this IServiceCollection services)
    {
        services.AddSingleton<EndpointCaller>();
        services.AddSingleton(Stores);
    }

    private static IReadOnlyList<IAnchorStore> Stores(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<AnchorOptions>>().Value;
        var caller = provider.GetRequiredService<EndpointCaller>();
        var secrets = provider.GetRequiredService<ISecretReader>();
        var time = provider.GetRequiredService<TimeProvider>();
        IReadOnlyList<IAnchorStore> stores =
        [
            .. options.Files.Select(file => new FileAnchor(file)),
            .. options.Http.Select(http => new HttpAnchor(http, caller)),
            .. options.S3.Select(bucket => new S3Anchor(bucket, caller, secrets, time)),
        ];
        return stores.Select(store => store.Name).Distinct(StringComparer.Ordinal).Count() == stores.Count
            ? stores
            : throw new InvalidOperationException("Each anchor under Audit:Anchors needs a name of its own.");
    }
}
