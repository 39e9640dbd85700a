using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenClaw.Sidecar.Grpc.Blocks;
using OpenClaw.Sidecar.Hosting;

namespace OpenClaw.Sidecar.Grpc;

/// <summary>Puts the gRPC API into the process.</summary>
internal static class GrpcRegistration
{
    public static void AddGrpcApi(this IServiceCollection services)
    {
        services.AddSingleton<GrpcMethods>().AddSingleton<GrpcServer>().AddSingleton<GrpcLists>().AddSingleton<InnerApi>();
        services.AddSingleton<IGrpcBlock, GrpcState>().AddSingleton<IGrpcBlock, GrpcMessaging>().AddSingleton<IGrpcBlock, GrpcStores>();
        services.AddSingleton<IGrpcBlock, GrpcConfiguration>().AddSingleton<IGrpcBlock, GrpcInvocation>().AddSingleton<IGrpcBlock, GrpcActors>();
        services.AddSingleton<IGrpcBlock, GrpcReminders>().AddSingleton<IGrpcBlock, GrpcMetadata>().AddSingleton<IGrpcBlock, GrpcRefusals>();
        services.AddSingleton<IGrpcBlock, GrpcSubscriptions>().AddSingleton<IGrpcBlock, GrpcJobs>().AddSingleton<IGrpcBlock, GrpcReflection>();
    }

    /// <summary>HTTP/2 without TLS, or a socket where the HTTP API has one.</summary>
    public static void Listen(KestrelServerOptions kestrel, SidecarOptions options)
    {
        if (options.SocketFolder is { } folder)
        {
            var socket = Path.Combine(folder, $"dapr-{options.AppId}-grpc.socket");
            File.Delete(socket);
            kestrel.ListenUnixSocket(socket, Accept);
            return;
        }
        foreach (var address in options.GrpcPort > 0 ? options.ListenAddresses : [])
        {
            kestrel.Listen(IPAddress.Parse(address.Trim('[', ']')), options.GrpcPort, Accept);
        }
    }

    /// <summary>Every call that comes in on the gRPC port, before anything of the HTTP API looks at it.</summary>
    public static void MapGrpcApi(this WebApplication app, SidecarOptions options)
    {
        if (options.GrpcPort > 0 || options.SocketFolder is not null)
        {
            // Made by the first call: an app that never uses gRPC does not wait for it at start.
            app.MapWhen(
                context => context.Features.Get<GrpcListener>() is not null,
                grpc => grpc.Run(context => app.Services.GetRequiredService<GrpcServer>().HandleAsync(context)));
        }
    }

    /// <summary>Connections carry a mark: sockets have no port to know them by.</summary>
    private static void Accept(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http2;
        listen.Use(next => connection =>
        {
            connection.Features.Set(GrpcListener.Mark);
            return next(connection);
        });
    }

    private sealed class GrpcListener
    {
        public static readonly GrpcListener Mark = new();
    }

    /// <summary>Lets the gRPC API use the routes of the HTTP API.</summary>
    public static void UseInnerApi(this WebApplication app)
    {
        var branch = ((IApplicationBuilder)app).New();
        branch.UseRouting();
        branch.UseEndpoints(endpoints =>
        {
            foreach (var source in ((IEndpointRouteBuilder)app).DataSources)
            {
                endpoints.DataSources.Add(source);
            }
        });
        app.Services.GetRequiredService<InnerApi>().Use(branch.Build());
    }
}
