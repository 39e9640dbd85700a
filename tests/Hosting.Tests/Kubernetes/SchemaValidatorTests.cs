using OpenClaw.Testing;

namespace OpenClaw.Hosting.Tests.Kubernetes;

/// <summary>The validator itself must be able to fail, or every manifest would look fine.</summary>
public sealed class SchemaValidatorTests
{
    private static string Schemas => Path.Combine(SolutionPaths.Shared ?? "", "schemas");

    [Fact]
    public void Examples_ThatAreValid_Pass()
    {
        Assert.SkipUnless(SolutionPaths.Shared is not null, SolutionPaths.SharedMissingReason ?? "");
        var validator = new SchemaValidator(Schemas);

        var errors = YamlFiles.Read(File.ReadAllText(Path.Combine(Schemas, "examples/valid.yaml"))).SelectMany(validator.Validate);

        Assert.Empty(errors);
    }

    [Fact]
    public void Examples_ThatAreBroken_AllFail()
    {
        Assert.SkipUnless(SolutionPaths.Shared is not null, SolutionPaths.SharedMissingReason ?? "");
        var validator = new SchemaValidator(Schemas);

        var documents = YamlFiles.Read(File.ReadAllText(Path.Combine(Schemas, "examples/broken.yaml")));

        Assert.All(documents, document => Assert.NotEmpty(validator.Validate(document)));
    }
}
