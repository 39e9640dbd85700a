namespace StackExchange.Redis;

/// <summary>Why a connection is not there.</summary>
public enum ConnectionFailureType
{
    /// <summary>Unknown.</summary>
    None,

    /// <summary>The server could not be reached.</summary>
    UnableToConnect,

    /// <summary>The socket failed.</summary>
    SocketFailure,

    /// <summary>The server refused the login.</summary>
    AuthenticationFailure,

    /// <summary>The connection was closed.</summary>
    SocketClosed,

    /// <summary>The multiplexer was disposed.</summary>
    ConnectionDisposed,
}
