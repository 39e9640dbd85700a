using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Dapr;

/// <summary>Says where in the state a parameter comes from.</summary>
internal sealed class StateBindingSource(string storeName, string? key) : BindingSource("state", "Dapr state entry", isGreedy: true, isFromRequest: false)
{
    public string StoreName { get; } = storeName;

    public string? Key { get; } = key;
}
