using System.Collections.Frozen;
using Google.Protobuf;

namespace OpenClaw.Sidecar.Grpc;

/// <summary>The methods of the Dapr service by name.</summary>
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

    public bool Knows(string path) => path.Split('/') is ["", Service, var method] && _methods.ContainsKey(method);

    /// <exception cref="GrpcException">There is no such method.</exception>
    public Func<GrpcCall, Task> Find(string path)
    {
        var parts = path.Split('/');
        if (parts is not ["", var service, var method])
        {
            throw new GrpcException(GrpcStatusCode.Unimplemented, $"malformed method name: \"{path}\"");
        }
        if (service != Service)
        {
            // The original proxies such calls to another app that speaks gRPC.
            throw new GrpcException(GrpcStatusCode.Unimplemented, $"unknown service {service}; the embedded sidecar does not proxy gRPC between apps");
        }
        return _methods.TryGetValue(method, out var found) ? found
            : throw new GrpcException(GrpcStatusCode.Unimplemented, $"unknown method {method} for service {Service}");
    }

    /// <summary>Adds methods while the table is built.</summary>
    internal sealed class Registration(Dictionary<string, Func<GrpcCall, Task>> methods)
    {
        public void Unary<TRequest>(string name, MessageParser<TRequest> parser, Func<TRequest, GrpcCall, Task<IMessage>> handle)
            where TRequest : class, IMessage<TRequest> => methods.Add(name, async call =>
            {
                var request = await call.ReadAsync(parser) ?? throw new GrpcException(GrpcStatusCode.Internal, "the request holds no message");
                await call.WriteAsync(await handle(request, call));
            });

        /// <summary>The handler reads nothing more and writes as long as it likes.</summary>
        public void ServerStream<TRequest>(string name, MessageParser<TRequest> parser, Func<TRequest, GrpcCall, Task> handle)
            where TRequest : class, IMessage<TRequest> => methods.Add(name, async call =>
            {
                var request = await call.ReadAsync(parser) ?? throw new GrpcException(GrpcStatusCode.Internal, "the request holds no message");
                call.BecomeStream();
                await handle(request, call);
            });

        /// <summary>The handler reads and writes itself.</summary>
        public void Duplex(string name, Func<GrpcCall, Task> handle) => methods.Add(name, call =>
        {
            call.BecomeStream();
            return handle(call);
        });

        public void Refuse(string reason, params string[] names)
        {
            foreach (var name in names)
            {
                methods.Add(name, _ => throw new GrpcException(GrpcStatusCode.Unimplemented, $"{name}: {reason}"));
            }
        }
    }
}
