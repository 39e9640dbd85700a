using System.Globalization;
using OpenClaw.Opa.Core;

namespace OpenClaw.Opa.Server;

/// <summary>One request, read completely: decoded path parts, parameters, body.</summary>
internal sealed class OpaRequest(string method, IReadOnlyList<string> path, IReadOnlyDictionary<string, IReadOnlyList<string>> parameters, byte[] body, HttpContext http)
{
    public string Method => method;

    public IReadOnlyList<string> Path => path;

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters => parameters;

    public byte[] Body => body;

    public HttpContext Http => http;

    public RequestMetrics Metrics { get; } = new(IsTrue(parameters, "instrument"));

    public string DecisionId { get; } = Guid.NewGuid().ToString();

    public bool Pretty => Flag("pretty");

    public bool WantsMetrics => Flag("metrics") || Flag("instrument");

    public CancellationToken Aborted => http.RequestAborted;

    public bool IsYaml => http.Request.ContentType?.Contains("yaml", StringComparison.OrdinalIgnoreCase) ?? false;

    /// <summary>Present without a value counts as true; otherwise only the text true.</summary>
    public bool Flag(string name) => IsTrue(parameters, name);

    private static bool IsTrue(IReadOnlyDictionary<string, IReadOnlyList<string>> parameters, string name) =>
        parameters.TryGetValue(name, out var values) && values[^1] is var value && (value.Length == 0 || value.Equals("true", StringComparison.OrdinalIgnoreCase));

    public string? Last(string name) => parameters.TryGetValue(name, out var values) ? values[^1] : null;

    /// <summary>The parts behind a prefix; a part with a quote is refused, as it could end a string in a reference.</summary>
    public string[] After(int count)
    {
        var rest = path.Skip(count).Where(part => part.Length > 0).ToArray();
        return rest.Any(part => part.Contains('"', StringComparison.Ordinal))
            ? throw OpaException.Invalid(string.Create(CultureInfo.InvariantCulture, $"invalid path: /{string.Join('/', rest)}"))
            : rest;
    }
}
