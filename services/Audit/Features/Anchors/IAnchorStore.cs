namespace OpenClaw.Audit.Features.Anchors;

/// <summary>A place outside the database, out of its owner's reach, that keeps small files by path.</summary>
internal interface IAnchorStore
{
    /// <summary>Its name in metrics, logs and evidence.</summary>
    string Name { get; }

    /// <summary>Null when there is no such file.</summary>
    /// <exception cref="AnchorUnavailableException">It does not answer.</exception>
    Task<byte[]?> GetAsync(string path, CancellationToken cancellationToken);

    /// <summary>Returns after the file is safe there.</summary>
    /// <exception cref="AnchorUnavailableException">It does not answer or does not take the file.</exception>
    Task PutAsync(string path, byte[] content, CancellationToken cancellationToken);
}

/// <summary>The anchor or witness cannot be used now; later it may. Sealing goes on without it.</summary>
internal sealed class AnchorUnavailableException(string message, Exception? innerException = null)
    : Exception(message, innerException);
