using OpenClaw.Sidecar.Tests.Support;
using OpenClaw.Testing;

[assembly: AssemblyFixture(typeof(Servers))]

namespace OpenClaw.Sidecar.Tests.Support;

/// <summary>The real servers of this test assembly.</summary>
public sealed class Servers : LazyServers;
