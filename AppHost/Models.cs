namespace OpenClaw.AppHost;

internal static class ModelsExtensions
{
    /// <summary>
    /// The models there are besides the one of our own, each with its provider: <c>--Models:gpt-best=openai</c>. Which of them may
    /// be used, and for what, say the policies.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithModels(this IResourceBuilder<ProjectResource> policy)
    {
        foreach (var model in policy.ApplicationBuilder.Configuration.GetSection("Models").GetChildren())
        {
            policy.WithEnvironment($"Policy__Models__Catalogue__{model.Key}", model.Value ?? "");
        }

        return policy;
    }
}
