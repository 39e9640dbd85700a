using OpenClaw.Contracts;

namespace OpenClaw.Policy.Features.Classifying;

/// <summary>What could not be looked at may hold anything: a failing assessor, or more text than is read, raises and never lowers.</summary>
internal sealed class CarefulAssessor(IContentAssessor inner, ILogger<CarefulAssessor> logger) : IContentAssessor
{
    /// <summary>A summary is shorter; a whole document is for its connector to cut up.</summary>
    public const int MostRead = 64 * 1024;
    private static readonly Assessment Unseen = new(Classification.Restricted, 0);

    public Assessment? Assess(string text)
    {
        if (text.Length > MostRead)
        {
            return Unseen;
        }

        try
        {
            return inner.Assess(text);
        }
        catch (Exception exception)
        {
            logger.AssessorFailed(exception);
            return Unseen;
        }
    }
}
