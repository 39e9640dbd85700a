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
        services.AddSingleton<ICosignatureStore, PostgresCosignatureStore>();
        services.AddSingleton(Stores);
        services.AddSingleton(Witnesses);
    }

    private static IReadOnlyList<IWitness> Witnesses(IServiceProvider provider)
    {
        var caller = provider.GetRequiredService<EndpointCaller>();
        return [.. provider.GetRequiredService<IOptions<AnchorOptions>>().Value.Witnesses.Select(witness => new HttpWitness(witness, caller))];
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
        string[] names = [.. stores.Select(store => store.Name), .. options.Witnesses.Select(witness => witness.Name)];
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? stores
            : throw new InvalidOperationException("Each anchor and witness under Audit:Anchors needs a name of its own.");
    }
}
