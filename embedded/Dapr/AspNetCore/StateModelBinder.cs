using Dapr.Client;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dapr;

/// <summary>Binds parameters marked with <c>[FromState]</c>, as values or as <see cref="StateEntry{TValue}"/>.</summary>
internal sealed class StateModelBinderProvider : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context)
    {
        if (context.BindingInfo.BindingSource is not StateBindingSource source)
        {
            return null;
        }

        var type = context.Metadata.ModelType;
        var isEntry = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(StateEntry<>);
        var reader = (StateReader)Activator.CreateInstance(typeof(StateReader<>).MakeGenericType(isEntry ? type.GenericTypeArguments[0] : type))!;
        return new StateModelBinder(source.StoreName, source.Key ?? context.Metadata.Name!, isEntry, reader);
    }
}

internal sealed class StateModelBinder(string storeName, string routeKey, bool isEntry, StateReader reader) : IModelBinder
{
    public async Task BindModelAsync(ModelBindingContext bindingContext)
    {
        if (bindingContext.HttpContext.GetRouteValue(routeKey) is not string key)
        {
            bindingContext.ModelState.TryAddModelError(bindingContext.ModelName.Length > 0 ? bindingContext.ModelName : routeKey, $"The route has no value '{routeKey}' for the state's key.");
            bindingContext.Result = ModelBindingResult.Failed();
            return;
        }

        var client = bindingContext.HttpContext.RequestServices.GetRequiredService<DaprClient>();
        var (entry, value, isFound) = await reader.ReadAsync(client, storeName, key, bindingContext.HttpContext.RequestAborted);
        bindingContext.Result = isEntry ? ModelBindingResult.Success(entry)
            : isFound ? ModelBindingResult.Success(value)
            : ModelBindingResult.Failed();
    }
}

/// <summary>Reads a value whose type only a parameter knows.</summary>
internal abstract class StateReader
{
    public abstract Task<(object Entry, object? Value, bool IsFound)> ReadAsync(DaprClient client, string storeName, string key, CancellationToken cancellationToken);
}

internal sealed class StateReader<TValue> : StateReader
{
    public override async Task<(object Entry, object? Value, bool IsFound)> ReadAsync(DaprClient client, string storeName, string key, CancellationToken cancellationToken)
    {
        var entry = await client.GetStateEntryAsync<TValue>(storeName, key, cancellationToken: cancellationToken);
        // A stored value has a version; what is absent has none.
        return (entry, entry.Value, entry.ETag is { Length: > 0 } || entry.Value is not null);
    }
}
