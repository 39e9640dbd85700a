using OpenClaw.Rego;

namespace OpenClaw.Policy.Tests.Rules;

/// <summary>The shipped rules say nothing that <c>opa check --strict</c> would object to.</summary>
public sealed class StrictTests
{
    [Fact]
    public void ShippedRules_PassTheStrictCheck() => CompiledPolicy.Compile(
        ShippedRules.Bundle.Modules.Select(module => new RegoModule(module.Path, module.Source)), options: new RegoCompileOptions { StrictMode = true });
}
