using System.Globalization;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Bindings.Smtp;

/// <summary>Server and defaults of <c>bindings.smtp</c>; what a call brings goes before.</summary>
internal sealed record SmtpOptions(string Host, int Port, string? User, string? Password, bool SkipTlsVerify)
{
    private const int DefaultPriority = 3;

    public string? From { get; init; }
    public string? To { get; init; }
    public string? Cc { get; init; }
    public string? Bcc { get; init; }
    public string? Subject { get; init; }
    public int Priority { get; init; } = DefaultPriority;

    public static SmtpOptions Read(ComponentMetadata metadata)
    {
        _ = metadata.Required("port");
        if (metadata.Text("user") is null != metadata.Text("password") is null)
        {
            throw new ResourceException($"component {metadata.Component}: metadata \"user\" and \"password\" belong together");
        }
        try
        {
            return new SmtpOptions(metadata.Required("host"), metadata.Int32("port", 0), metadata.Text("user"), metadata.Text("password"), metadata.Bool("skipTLSVerify", false))
                .With(metadata.Values);
        }
        catch (BindingException error)
        {
            throw new ResourceException($"component {metadata.Component}: {error.Message}", error);
        }
    }

    /// <summary>The settings of one mail.</summary>
    public SmtpOptions With(IReadOnlyDictionary<string, string> metadata) => this with
    {
        From = Text(metadata, "emailFrom") ?? From,
        To = Text(metadata, "emailTo") ?? To,
        Cc = Text(metadata, "emailCC") ?? Cc,
        Bcc = Text(metadata, "emailBCC") ?? Bcc,
        Subject = Text(metadata, "subject") ?? Subject,
        Priority = Text(metadata, "priority") is { } priority ? ParsePriority(priority) : Priority,
    };

    private static string? Text(IReadOnlyDictionary<string, string> metadata, string name) =>
        metadata.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    private static int ParsePriority(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var priority) && priority is >= 1 and <= 5
        ? priority : throw new BindingException("smtp binding error: priority value must be between 1 (highest) and 5 (lowest)");
}
