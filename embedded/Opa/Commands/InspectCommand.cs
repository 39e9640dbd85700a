using System.Text.Json.Nodes;
using OpenClaw.Opa.Bundles;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Commands;

/// <summary><c>opa inspect</c>: manifest and namespaces of a bundle or folder, as JSON.</summary>
internal static class InspectCommand
{
    public static int Run(Arguments arguments, TextWriter output)
    {
        var source = Source.Load(arguments.Operands, []);
        var packages = source.Modules.GroupBy(module => "data." + string.Join('.', RegoModuleInfo.Read(module).Package));
        var namespaces = new JsonObject(packages.Select(group =>
            KeyValuePair.Create(group.Key, (JsonNode?)new JsonArray([.. group.Select(module => JsonValue.Create(module.Path))]))));
        if (source.Data.Count > 0)
        {
            namespaces["data"] = new JsonArray("/data.json");
        }

        output.WriteLine(new JsonObject { ["manifest"] = source.Manifest.ToJson(), ["namespaces"] = namespaces }.ToJsonString(EvalCommand.Indented));
        return 0;
    }
}
