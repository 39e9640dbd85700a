using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Server;

/// <summary>An answer: a status and, unless empty, one JSON value.</summary>
internal sealed record Reply(int Status, RegoValue? Body = null)
{
    public static Reply NoContent { get; } = new(204);

    public static Reply MethodNotAllowed { get; } = new(405);

    /// <summary>Another media type than JSON.</summary>
    public (string Type, string Text)? Plain { get; init; }

    /// <summary>The media type of a JSON answer.</summary>
    public string ContentType { get; init; } = "application/json";

    public static Reply Ok(RegoValue body) => new(200, body);
}
