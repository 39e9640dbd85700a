using System.Text.Json;
using Dapr.Client;

namespace Dapr.Actors.Wire;

/// <summary>One actor as its typed proxies reach it.</summary>
internal sealed class TypedActorCall(ActorApi api, ActorId actorId, string actorType, JsonSerializerOptions json)
{
    public ActorId ActorId => actorId;

    public string ActorType => actorType;

    public async Task CallAsync(ActorMethod method, object?[] arguments)
    {
        using var response = await SendAsync(method, arguments);
    }

    public async Task<T> CallAsync<T>(ActorMethod method, object?[] arguments)
    {
        using var response = await SendAsync(method, arguments);
        await using var body = await response.Content.ReadAsStreamAsync(ActorMethod.TokenIn(arguments));
        using var document = await JsonDocument.ParseAsync(body, default, ActorMethod.TokenIn(arguments));
        return document.RootElement.TryGetProperty("value", out var value) ? value.Deserialize<T>(json)! : default!;
    }

    private async Task<HttpResponseMessage> SendAsync(ActorMethod method, object?[] arguments)
    {
        var body = WireJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("value");
            foreach (var (parameter, index) in method.Parameters)
            {
                writer.WritePropertyName(parameter.Name!);
                JsonSerializer.Serialize(writer, arguments[index], parameter.ParameterType, json);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        });
        return await api.InvokeAsync(actorType, actorId.GetId(), method.Name, body, typed: true, ActorMethod.TokenIn(arguments));
    }
}
