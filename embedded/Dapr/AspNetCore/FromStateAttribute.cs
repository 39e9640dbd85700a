#nullable disable // as the original: callers may annotate or not
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Microsoft.AspNetCore.Mvc;

/// <summary>Reads a parameter of a controller's action from a state store, by the value of a route parameter.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter, AllowMultiple = false, Inherited = true)]
public class FromStateAttribute : Attribute, IBindingSourceMetadata
{
    /// <summary>Reads by the route parameter of the same name.</summary>
    public FromStateAttribute(string storeName)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        StoreName = storeName;
    }

    /// <summary>Reads by a route parameter.</summary>
    public FromStateAttribute(string storeName, string key)
    {
        StoreName = storeName;
        Key = key;
    }

    /// <summary>The store.</summary>
    public string StoreName { get; }

    /// <summary>The route parameter that holds the key; null for the one of the parameter's name.</summary>
    public string Key { get; }

    /// <inheritdoc/>
    public BindingSource BindingSource => new Dapr.StateBindingSource(StoreName, Key);
}
