namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>Something that decides what people may do does not bear the policy service's signature.</summary>
public sealed class PolicySealException : Exception
{
    public PolicySealException()
    {
    }

    public PolicySealException(string message)
        : base(message)
    {
    }

    public PolicySealException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
