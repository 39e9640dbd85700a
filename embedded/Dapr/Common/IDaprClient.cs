using Microsoft.Extensions.DependencyInjection;

namespace Dapr.Common;

/// <summary>A client of one building block.</summary>
public interface IDaprClient : IDisposable;

/// <summary>What registrations of clients return.</summary>
public interface IDaprServiceBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }
}
