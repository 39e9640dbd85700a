using System.Collections.ObjectModel;
using System.Net;

namespace StackExchange.Redis;

/// <summary>Where the servers are.</summary>
public sealed class EndPointCollection : Collection<EndPoint>;
