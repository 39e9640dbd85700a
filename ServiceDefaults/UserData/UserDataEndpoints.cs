using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.ServiceDefaults.UserData;

/// <summary>The routes by which the audit service fulfils an export or an erasure; nobody else may call them.</summary>
public static class UserDataEndpoints
{
    public static void MapUserData(this IEndpointRouteBuilder app)
    {
        app.MapPost(UserDataRoutes.Export, ExportAsync).RequireService(AppIds.Audit);
        app.MapPost(UserDataRoutes.Erase, EraseAsync).RequireService(AppIds.Audit);
    }

    private static async Task<Results<Ok<UserDataExport>, BadRequest>> ExportAsync(UserDataRequest person, IUserData data, CancellationToken cancellationToken) =>
        IsValid(person) ? TypedResults.Ok(new UserDataExport(await data.ExportAsync(person, cancellationToken))) : TypedResults.BadRequest();

    private static async Task<Results<Ok<UserDataErased>, BadRequest>> EraseAsync(UserDataRequest person, IUserData data, CancellationToken cancellationToken) =>
        IsValid(person) ? TypedResults.Ok(new UserDataErased(await data.EraseAsync(person, cancellationToken))) : TypedResults.BadRequest();

    private static bool IsValid(UserDataRequest person) => !string.IsNullOrEmpty(person.TenantId) && !string.IsNullOrEmpty(person.UserId);
}
