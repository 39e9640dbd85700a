using System.Globalization;
using OpenClaw.Opa.Core;
using OpenClaw.Opa.Server;
using OpenClaw.Rego;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Reports;

/// <summary>What is known about one bundle's downloads and activations.</summary>
internal sealed class BundleStatus(string name)
{
    private string? _revision;
    private string? _type;
    private long? _size;
    private DateTimeOffset? _request;
    private DateTimeOffset? _goodRequest;
    private DateTimeOffset? _download;
    private DateTimeOffset? _activation;
    private string? _message;
    private int? _httpCode;
    private IReadOnlyList<RegoError> _errors = [];

    private readonly Histogram _loading = new(BundleFigures.Nanoseconds);
    private long _loaded;
    private long _failed;

    public BundleFigures Figures => new(_loaded, _failed, _request, _goodRequest, _download, _activation, _loading);

    public void Requested(DateTimeOffset now) => _request = now;

    public void Answered(DateTimeOffset now) => (_goodRequest, _message, _httpCode, _errors) = (now, null, null, []);

    public void Downloaded(DateTimeOffset now, long size) => (_goodRequest, _download, _size) = (now, now, size);

    public void Activated(DateTimeOffset now, string revision, string type, TimeSpan took)
    {
        _loaded++;
        _loading.Add(took.TotalNanoseconds);
        (_activation, _revision, _type, _message, _httpCode, _errors) = (now, revision, type, null, null, []);
    }

    public void Failed(string message, int? httpCode, IReadOnlyList<RegoError> errors)
    {
        _failed++;
        (_message, _httpCode, _errors) = (message, httpCode, errors);
    }

    public ObjectValue ToJson() => Json.Object(
        ("name", Json.Text(name)),
        ("active_revision", string.IsNullOrEmpty(_revision) ? null : Json.Text(_revision)),
        ("type", Json.TextOrNone(_type)),
        ("size", _size is { } size ? Json.Number(size) : null),
        ("last_request", Time(_request)),
        ("last_successful_request", Time(_goodRequest)),
        ("last_successful_download", Time(_download)),
        ("last_successful_activation", Time(_activation)),
        ("code", _message is null ? null : Json.Text("bundle_error")),
        ("message", Json.TextOrNone(_message)),
        ("http_code", _httpCode is { } code ? Json.Text(code.ToString(CultureInfo.InvariantCulture)) : null),
        ("errors", _errors.Count == 0 ? null : ErrorJson.Of(_errors)));

    private static StringValue? Time(DateTimeOffset? time) =>
        time is { } value ? Json.Text(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)) : null;
}
