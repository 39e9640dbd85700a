using Microsoft.Extensions.Options;

namespace OpenClaw.Connector.Options;

/// <summary>Rules of single fields, generated from their attributes.</summary>
[OptionsValidator]
internal sealed partial class GitHubOptionsValidator : IValidateOptions<GitHubOptions>;
