#nullable disable // as the original: callers may annotate or not
using Dapr;
using Dapr.Client;
using Microsoft.AspNetCore.Mvc;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Dapr to controllers.</summary>
public static class DaprMvcBuilderExtensions
{
    /// <summary>Registers <see cref="DaprClient"/> and lets actions read parameters from the state; calling it again changes nothing.</summary>
    public static IMvcBuilder AddDapr(this IMvcBuilder builder, Action<DaprClientBuilder> configureClient = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDaprClient(configureClient);
        builder.Services.Configure<MvcOptions>(options =>
        {
            if (!options.ModelBinderProviders.OfType<StateModelBinderProvider>().Any())
            {
                options.ModelBinderProviders.Insert(0, new StateModelBinderProvider());
            }
        });
        return builder;
    }
}
