using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Server;

/// <summary>Which program and which bundles gave an answer.</summary>
internal static class Provenance
{
    public static ObjectValue Of(PolicyState state) => Json.Object(
        ("version", Json.Text(OpaVersion.Number)),
        ("build_commit", Json.Text("")),
        ("build_timestamp", Json.Text("")),
        ("build_hostname", Json.Text("")),
        ("bundles", Bundles(state)));

    public static ObjectValue? Bundles(PolicyState state) => state.Bundles.Count == 0
        ? null
        : Json.Object(state.Bundles.Values.Select(bundle => (bundle.Name, (RegoValue?)Json.Object(("revision", Json.Text(bundle.Manifest.Revision))))));
}
