using Aspire.Hosting;
using Aspire.Hosting.Running;

namespace OpenClaw.Hosting.Tests;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"hosting-data-{Guid.NewGuid():N}");

    [Fact]
    public void Open_Twice_RefusesTheSecond()
    {
        using var first = new DataDirectory(_root);
        first.Open(fresh: false);
        using var second = new DataDirectory(_root);

        var failure = Assert.Throws<DistributedApplicationException>(() => second.Open(fresh: false));

        Assert.Contains("in use", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_AreTheSameInTheNextRun_AndNewAfterFresh()
    {
        var first = Value(fresh: false, "one");
        var second = Value(fresh: false, "two");
        var third = Value(fresh: true, "three");

        Assert.Equal(("one", "one", "three"), (first, second, third));
    }

    [Fact]
    public void Fresh_ForeignDirectory_IsNotEmptied()
    {
        Directory.CreateDirectory(_root);
        var file = Path.Combine(_root, "precious.txt");
        File.WriteAllText(file, "mine");
        using var data = new DataDirectory(_root);

        Assert.Throws<DistributedApplicationException>(() => data.Open(fresh: true));

        Assert.True(File.Exists(file));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Value(bool fresh, string created)
    {
        using var data = new DataDirectory(_root);
        data.Open(fresh);
        return data.GetOrAddParameter("password", () => created);
    }
}
