using Microsoft.Extensions.DependencyInjection;

namespace OpenClaw.ServiceDefaults.Policy.Evaluation;

public static class EvaluationRegistration
{
    /// <summary>For services that answer questions from outside; they bring their <see cref="IKnownTenants"/>.</summary>
    public static void AddEvaluation(this IServiceCollection services)
    {
        services.AddSingleton<ForeignSide>();
        services.AddSingleton<Evaluator>();
    }
}
