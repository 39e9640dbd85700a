namespace StackExchange.Redis;

/// <summary>Why a connection is not there; the numbers are those of the original.</summary>
public enum ConnectionFailureType
{
    /// <summary>Unknown.</summary>
    None = 0,

    /// <summary>The socket failed.</summary>
    SocketFailure = 2,

    /// <summary>The server refused the login.</summary>
    AuthenticationFailure = 3,

    /// <summary>The connection was closed.</summary>
    SocketClosed = 6,

    /// <summary>The multiplexer was disposed.</summary>
    ConnectionDisposed = 7,

    /// <summary>The server could not be reached.</summary>
    UnableToConnect = 9,
}
