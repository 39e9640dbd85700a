using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>The rules as they lie there now.</summary>
internal interface IRuleFolder
{
    /// <exception cref="RuleFolderException">The folder cannot be read as a whole, so nothing of it may be used.</exception>
    PolicyBundle Read();
}

/// <summary>A folder that is no set of rules; the message names the file.</summary>
internal sealed class RuleFolderException(string message, Exception? innerException = null) : Exception(message, innerException);
