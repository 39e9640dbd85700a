using Google.Protobuf.Reflection;
using OpenClaw.Sidecar.Grpc.Wire;

namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>Says what is served. The newer clients of the .NET SDK ask before they choose the form of a call.</summary>
internal sealed class GrpcReflection : IGrpcBlock
{
    private static readonly FileDescriptor[] Roots = [DaprReflection.Descriptor, ReflectionReflection.Descriptor];

    public void Register(GrpcMethods.Registration methods)
    {
        foreach (var version in (string[])["v1", "v1alpha"])
        {
            methods.Duplex("ServerReflectionInfo", HandleAsync, $"grpc.reflection.{version}.ServerReflection");
        }
    }

    private static async Task HandleAsync(GrpcCall call)
    {
        while (await call.ReadAsync(ServerReflectionRequest.Parser) is { } request)
        {
            var response = Answer(request);
            response.ValidHost = request.Host;
            response.OriginalRequest = request;
            await call.WriteAsync(response);
        }
    }

    private static ServerReflectionResponse Answer(ServerReflectionRequest request) => request.MessageRequestCase switch
    {
        ServerReflectionRequest.MessageRequestOneofCase.ListServices => Services(),
        ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol => Files(Holding(request.FileContainingSymbol), request.FileContainingSymbol),
        ServerReflectionRequest.MessageRequestOneofCase.FileByFilename => Files(All().FirstOrDefault(file => file.Name == request.FileByFilename), request.FileByFilename),
        ServerReflectionRequest.MessageRequestOneofCase.None => Failed(GrpcStatusCode.InvalidArgument, "nothing was asked"),
        _ => Failed(GrpcStatusCode.NotFound, "there are no extensions"),
    };

    private static ServerReflectionResponse Services()
    {
        var list = new ListServiceResponse();
        list.Service.AddRange(Roots.SelectMany(file => file.Services).Select(service => new ServiceResponse { Name = service.FullName }));
        return new ServerReflectionResponse { ListServicesResponse = list };
    }

    private static FileDescriptor? Holding(string symbol) => All().FirstOrDefault(file =>
        file.Services.Any(service => service.FullName == symbol || service.Methods.Any(method => method.FullName == symbol))
        || file.MessageTypes.Any(message => message.FullName == symbol)
        || file.EnumTypes.Any(word => word.FullName == symbol));

    /// <summary>The file first, then what it needs.</summary>
    private static ServerReflectionResponse Files(FileDescriptor? file, string asked)
    {
        if (file is null)
        {
            return Failed(GrpcStatusCode.NotFound, $"{asked} is not known");
        }
        var found = new FileDescriptorResponse();
        found.FileDescriptorProto.AddRange(WithDependencies(file).Select(one => one.SerializedData));
        return new ServerReflectionResponse { FileDescriptorResponse = found };
    }

    private static IEnumerable<FileDescriptor> All() => Roots.SelectMany(WithDependencies).Distinct();

    private static IEnumerable<FileDescriptor> WithDependencies(FileDescriptor file) => file.Dependencies.SelectMany(WithDependencies).Prepend(file).Distinct();

    private static ServerReflectionResponse Failed(GrpcStatusCode code, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message } };
}
