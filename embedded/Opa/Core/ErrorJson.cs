using OpenClaw.Rego;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Core;

/// <summary>Errors in the form that the REST API and the command line share.</summary>
internal static class ErrorJson
{
    public static ObjectValue Of(RegoError error) => Json.Object(
        ("code", Json.Text(error.Code)),
        ("message", Json.Text(error.Message)),
        ("location", error.Row == 0 ? null : Json.Object(
            ("file", Json.Text(error.File ?? "")),
            ("row", Json.Number(error.Row)),
            ("col", Json.Number(error.Column)))));

    public static ArrayValue Of(IEnumerable<RegoError> errors) => Json.Array(errors.Select(Of));

    public static ObjectValue Of(OpaException error) => Json.Object(
        ("code", Json.Text(error.Code)),
        ("message", Json.Text(error.Message)),
        ("errors", error.Errors.Count == 0 ? null : Json.Array(error.Errors.Select((found, i) => i == 0 && error.Details is { } details
            ? Of(found).With(Json.Text("details"), Json.Object(("extra", Json.Text(details))))
            : Of(found)))));

    /// <summary>What the tools print: one line for one error, otherwise a count and one line each.</summary>
    public static string Lines(IReadOnlyList<RegoError> errors) => errors.Count == 1
        ? $"1 error occurred: {errors[0]}"
        : $"{errors.Count} errors occurred:\n{string.Join('\n', errors)}";
}
