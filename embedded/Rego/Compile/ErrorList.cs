using OpenClaw.Rego.Syntax;

namespace OpenClaw.Rego.Compile;

/// <summary>Collects findings; a compile reports at most ten, as OPA does.</summary>
internal sealed class ErrorList
{
    private const int Limit = 10;
    private readonly List<RegoError> _errors = [];

    public bool Any => _errors.Count > 0;

    public void Add(string code, Location at, string message)
    {
        var error = at.Error(code, message);
        if (!_errors.Contains(error))
        {
            _errors.Add(error);
        }
    }

    public void Throw()
    {
        if (!Any)
        {
            return;
        }

        var sorted = _errors.OrderBy(error => error.File, StringComparer.Ordinal).ThenBy(error => error.Row).ThenBy(error => error.Column).ToList();
        if (sorted.Count > Limit)
        {
            sorted = [.. sorted.Take(Limit), new RegoError("rego_compile_error", "error limit reached", null, 0, 0)];
        }

        throw new RegoException(sorted);
    }
}
