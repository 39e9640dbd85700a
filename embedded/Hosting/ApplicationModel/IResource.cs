namespace Aspire.Hosting.ApplicationModel;

/// <summary>A named part of the application.</summary>
public interface IResource
{
    string Name { get; }

    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>A fact attached to a resource.</summary>
public interface IResourceAnnotation;
