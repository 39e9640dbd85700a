using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>The audit recorder of every service.</summary>
public static class AuditRegistration
{
    /// <summary>Registers <see cref="IAuditRecorder"/>. A service with a sink of its own registers it before or replaces it after.</summary>
    public static IHostApplicationBuilder AddAuditRecorder(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IValidateOptions<AuditRecorderOptions>, AuditRecorderOptionsValidator>();
        builder.Services.AddOptions<AuditRecorderOptions>().BindConfiguration(AuditRecorderOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<AuditRedactionOptions>, AuditRedactionOptionsValidator>();
        builder.Services.AddOptions<AuditRedactionOptions>().BindConfiguration(AuditRedactionOptions.Section).ValidateOnStart();
        builder.Services.TryAddSingleton<AuditRedaction>();
        builder.Services.TryAddSingleton<AppIdentity>();
        builder.Services.TryAddSingleton<IAuditSink, SidecarAuditSink>();
        builder.Services.TryAddSingleton<AuditQueue>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AuditQueue>());
        builder.Services.TryAddSingleton<IAuditRecorder, AuditRecorder>();
        return builder;
    }
}
