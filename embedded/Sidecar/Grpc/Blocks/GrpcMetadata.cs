using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Grpc.Wire;
using Enum = System.Enum;

namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>What the sidecar says about itself, and its end.</summary>
internal sealed class GrpcMetadata(MetadataPage page, IHostApplicationLifetime lifetime) : IGrpcBlock
{
    public void Register(GrpcMethods.Registration methods)
    {
        methods.Unary("GetMetadata", GetMetadataRequest.Parser, (_, _) => Task.FromResult<IMessage>(Read()));
        methods.Unary("SetMetadata", SetMetadataRequest.Parser, (request, _) =>
        {
            page.Extended[request.Key] = request.Value;
            return Task.FromResult<IMessage>(new Empty());
        });
        methods.Unary("Shutdown", ShutdownRequest.Parser, (_, call) =>
        {
            // The caller gets its answer first.
            call.Http.Response.OnCompleted(() =>
            {
                lifetime.StopApplication();
                return Task.CompletedTask;
            });
            return Task.FromResult<IMessage>(new Empty());
        });
    }

    private GetMetadataResponse Read()
    {
        var json = JsonNode.Parse(page.Write().Span)!.AsObject();
        var response = new GetMetadataResponse { Id = Text(json, "id"), RuntimeVersion = Text(json, "runtimeVersion") };
        response.ExtendedMetadata.Add(Map(json, "extended"));
        response.EnabledFeatures.AddRange(List(json, "enabledFeatures").Select(feature => (string)feature!));
        response.ActiveActorsCount.AddRange(Counts(json, "actors"));
        foreach (var component in List(json, "components"))
        {
            var entry = new RegisteredComponents { Name = Text(component, "name"), Type = Text(component, "type"), Version = Text(component, "version") };
            entry.Capabilities.AddRange(List(component, "capabilities").Select(word => (string)word!));
            response.RegisteredComponents.Add(entry);
        }
        response.HttpEndpoints.AddRange(List(json, "httpEndpoints").Select(endpoint => new MetadataHTTPEndpoint { Name = Text(endpoint, "name") }));
        response.Subscriptions.AddRange(List(json, "subscriptions").Select(Subscription));
        response.AppConnectionProperties = json["appConnectionProperties"] is { } app ? AppConnection(app) : null;
        response.ActorRuntime = json["actorRuntime"] is { } runtime ? Actors(runtime) : null;
        return response;
    }

    private static PubsubSubscription Subscription(JsonNode? json)
    {
        var entry = new PubsubSubscription
        {
            PubsubName = Text(json, "pubsubname"),
            Topic = Text(json, "topic"),
            DeadLetterTopic = Text(json, "deadLetterTopic"),
            Rules = new PubsubSubscriptionRules(),
            Type = Enum.TryParse<PubsubSubscriptionType>(Text(json, "type"), ignoreCase: true, out var type) ? type : PubsubSubscriptionType.Unknown,
        };
        entry.Metadata.Add(Map(json, "metadata"));
        entry.Rules.Rules.AddRange(List(json, "rules").Select(rule => new PubsubSubscriptionRule { Match = Text(rule, "match"), Path = Text(rule, "path") }));
        return entry;
    }

    private static AppConnectionProperties AppConnection(JsonNode json) => new()
    {
        Port = Number(json, "port"),
        Protocol = Text(json, "protocol"),
        ChannelAddress = Text(json, "channelAddress"),
        MaxConcurrency = Number(json, "maxConcurrency"),
        Health = json["health"] is not { } health ? null : new AppConnectionHealthProperties
        {
            HealthCheckPath = Text(health, "healthCheckPath"),
            HealthProbeInterval = Text(health, "healthProbeInterval"),
            HealthProbeTimeout = Text(health, "healthProbeTimeout"),
            HealthThreshold = Number(health, "healthThreshold"),
        },
    };

    private static ActorRuntime Actors(JsonNode json)
    {
        var runtime = new ActorRuntime
        {
            RuntimeStatus = Enum.TryParse<ActorRuntime.Types.ActorRuntimeStatus>(Text(json, "runtimeStatus"), ignoreCase: true, out var status) ? status : default,
            HostReady = json["hostReady"]?.GetValue<bool>() ?? false,
            Placement = Text(json, "placement"),
        };
        runtime.ActiveActors.AddRange(Counts(json, "activeActors"));
        return runtime;
    }

    private static IEnumerable<ActiveActorsCount> Counts(JsonNode? json, string name) =>
        List(json, name).Select(actor => new ActiveActorsCount { Type = Text(actor, "type"), Count = Number(actor, "count") });

    private static string Text(JsonNode? json, string name) => json?[name]?.GetValue<string>() ?? "";

    private static int Number(JsonNode? json, string name) => json?[name]?.GetValue<int>() ?? 0;

    private static JsonArray List(JsonNode? json, string name) => json?[name]?.AsArray() ?? [];

    private static Dictionary<string, string> Map(JsonNode? json, string name) =>
        json?[name]?.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value?.GetValue<string>() ?? "") ?? [];
}
