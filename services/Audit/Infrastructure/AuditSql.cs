using System.Text;
using Npgsql;
using OpenClaw.Audit.Features;
using OpenClaw.Audit.Features.Query;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>Turns questions into SQL; every value is a parameter.</summary>
internal sealed class AuditSql
{
    private readonly StringBuilder _text = new();
    private readonly List<NpgsqlParameter> _parameters = [];

    private AuditSql(AuditScope scope)
    {
        _text.Append("SELECT ").Append(EntryColumns.Names).Append(" FROM audit.audit_entries WHERE tenant_id = ").Append(Parameter(scope.TenantId));
        if (!scope.IsTenantWide)
        {
            _text.Append(" AND (user_id = ").Append(Parameter(scope.UserId));
            if (scope.TeamId is { } team)
            {
                _text.Append(" OR team_id = ").Append(Parameter(team));
            }

            if (scope.OrgUnit is { } org)
            {
                // Organisations below are spelled parent/child.
                var parameter = Parameter(org);
                _text.Append($" OR org_unit = {parameter} OR starts_with(org_unit, {parameter} || '/')");
            }

            _text.Append(')');
        }
    }

    public static NpgsqlBatchCommand Page(AuditQuestion question)
    {
        var sql = new AuditSql(question.Scope);
        sql.AddFilter(question.Filter);
        var (comparison, direction) = question.IsAscending ? (">", "ASC") : ("<", "DESC");
        if (question.After is { } after)
        {
            sql._text.Append($" AND (\"timestamp\", id) {comparison} ({sql.Parameter(after.Timestamp.UtcDateTime)}, {sql.Parameter(after.Id)})");
        }

        sql._text.Append($" ORDER BY \"timestamp\" {direction}, id {direction} LIMIT {sql.Parameter(question.Limit + 1)}");
        return sql.ToCommand();
    }

    public static NpgsqlBatchCommand One(AuditScope scope, Guid id)
    {
        var sql = new AuditSql(scope);
        sql.Equal("id", id);
        return sql.ToCommand();
    }

    private void AddFilter(AuditFilter filter)
    {
        if (filter.From is { } from)
        {
            _text.Append(" AND \"timestamp\" >= ").Append(Parameter(from.UtcDateTime));
        }

        if (filter.To is { } to)
        {
            _text.Append(" AND \"timestamp\" <= ").Append(Parameter(to.UtcDateTime));
        }

        Equal("user_id", filter.UserId);
        Equal("actor_user_id", filter.Actor);
        Equal("action", filter.Action);
        Equal("policy_applied", filter.PolicyApplied);
        Equal("request_id", filter.RequestId);
        Equal("trace_id", filter.TraceId);
        Equal("source_service", filter.SourceService);
        Equal("model_used", filter.ModelUsed);
        Equal("org_unit", filter.OrgUnit);
        Word("action_type", filter.ActionType);
        Word("phase", filter.Phase);
        Word("policy_result", filter.PolicyResult);
        Word("outcome", filter.Outcome);
        Word("data_classification", filter.DataClassification);
    }

    private void Word<TEnum>(string column, TEnum? value)
        where TEnum : struct, Enum =>
        Equal(column, value is { } word ? Words<TEnum>.Of(word) : null);

    private void Equal<T>(string column, T? value)
    {
        if (value is not null)
        {
            _text.Append($" AND {column} = ").Append(Parameter(value));
        }
    }

    private string Parameter<T>(T value)
    {
        _parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return $"${_parameters.Count}";
    }

    private NpgsqlBatchCommand ToCommand()
    {
#pragma warning disable CA2100 // Built above from constants and numbered parameters only.
        var command = new NpgsqlBatchCommand(_text.ToString());
#pragma warning restore CA2100
        _parameters.ForEach(parameter => command.Parameters.Add(parameter));
        return command;
    }
}
