using System.Collections.Frozen;
using Google.Protobuf;

namespace OpenClaw.Sidecar.Grpc;

/// <summary>The methods by path: those of the Dapr service, and reflection.</summary>
internal sealed class GrpcMethods
{
    public const string Service = "dapr.proto.runtime.v1.Dapr";

    private readonly FrozenDictionary<string, Func<GrpcCall, Task>> _methods;

    public GrpcMethods(IEnumerable<IGrpcBlock> blocks)
    {
        var collected = new Dictionary<string, Func<GrpcCall, Task>>(StringComparer.Ordinal);
        foreach (var block in blocks)
        {
            block.Register(new Registration(collected));
        }
        _methods = collected.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public bool Knows(string path) => _methods.ContainsKey(path);

    /// <exception cref="GrpcException">There is no such method.</exception>
    public Func<GrpcCall, Task> Find(string path)
    {
        if (_methods.TryGetValue(path, out var found))
        {
            return found;
        }
        if (path.Split('/') is not ["", var service, var method])
        {
            throw new GrpcException(GrpcStatusCode.Unimplemented, $"malformed method name: \"{path}\"");
        }
        throw new GrpcException(GrpcStatusCode.Unimplemented, service == Service
            ? $"unknown method {method} for service {Service}"
            // The original proxies such calls to another app that speaks gRPC.
            : $"unknown service {service}; the embedded sidecar does not proxy gRPC between apps");
    }

    /// <summary>Adds methods while the table is built.</summary>
    internal sealed class Registration(Dictionary<string, Func<GrpcCall, Task>> methods)
    {
        public void Unary<TRequest>(string name, MessageParser<TRequest> parser, Func<TRequest, GrpcCall, Task<IMessage>> handle)
            where TRequest : class, IMessage<TRequest> => methods.Add(Path(name), async call =>
            {
                var request = await call.ReadAsync(parser) ?? throw new GrpcException(GrpcStatusCode.Internal, "the request holds no message");
                await call.WriteAsync(await handle(request, call));
            });

        /// <summary>The handler reads nothing more and writes as long as it likes.</summary>
        public void ServerStream<TRequest>(string name, MessageParser<TRequest> parser, Func<TRequest, GrpcCall, Task> handle)
            where TRequest : class, IMessage<TRequest> => methods.Add(Path(name), async call =>
            {
                var request = await call.ReadAsync(parser) ?? throw new GrpcException(GrpcStatusCode.Internal, "the request holds no message");
                call.BecomeStream();
                await handle(request, call);
            });

        /// <summary>The handler reads and writes itself.</summary>
        public void Duplex(string name, Func<GrpcCall, Task> handle, string service = Service) => methods.Add(Path(name, service), call =>
        {
            call.BecomeStream();
            return handle(call);
        });

        private static string Path(string name, string service = Service) => $"/{service}/{name}";

        public void Refuse(string reason, params string[] names)
        {
            foreach (var name in names)
            {
                methods.Add(Path(name), _ => throw new GrpcException(GrpcStatusCode.Unimplemented, $"{name}: {reason}"));
            }
        }
    }
}
