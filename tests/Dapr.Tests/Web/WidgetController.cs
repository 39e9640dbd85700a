using Dapr;
using Microsoft.AspNetCore.Mvc;
using OpenClaw.Dapr.Tests.Client;

namespace OpenClaw.Dapr.Tests.Web;

/// <summary>Actions that read their parameters from the state.</summary>
[ApiController]
public sealed class WidgetController : ControllerBase
{
    [HttpGet("/values/{widget}")]
    public IActionResult Value([FromState("store")] Widget? widget) => Content(widget?.Name ?? "none");

    [HttpGet("/entries/{id}")]
    public async Task<IActionResult> Entry([FromState("store", "id")] StateEntry<Widget> entry)
    {
        entry.Value ??= new Widget("new", 0);
        return Content($"{entry.Key} {entry.Value.Name} {entry.ETag} {await entry.TrySaveAsync()}");
    }

    [HttpGet("/keyless/{id}")]
    public IActionResult Keyless([FromState("store", "other")] StateEntry<Widget> entry) => Content(entry.Key);
}
