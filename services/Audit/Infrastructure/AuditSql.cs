using System.Text;
using Npgsql;
using OpenClaw.Audit.Features;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>Turns questions into SQL; every value is a parameter.</summary>
internal sealed class AuditSql(AuditScope scope)
{
    /// <summary>All there are: for an index that has the type before the time.</summary>
    public static readonly string[] ActionTypes = [.. Enum.GetValues<AuditActionType>().Select(Words<AuditActionType>.Of)];
    private readonly StringBuilder _text = new();
    private readonly List<NpgsqlParameter> _parameters = [];

    /// <summary>
    /// A person of before pseudonyms has two names. One ordered page for each, merged, lets the database walk an index for
    /// either; asked for both at once it would read and sort everything of theirs. For the same reason there is a page for each
    /// type of action where none is asked for: what one person did is indexed by type and time only.
    /// </summary>
    public static NpgsqlBatchCommand Page(AuditQuestion question)
    {
        var (scope, filter) = (question.Scope, question.Filter);
        var sql = new AuditSql(scope);
        var person = filter.UserId ?? (scope.IsOwnOnly ? scope.UserId : null);
        string?[] users = person is null ? [null] : [.. scope.NamesOf(person)];
        foreach (var name in users)
        {
            sql._text.Append(sql._text.Length == 0 ? "(" : " UNION ALL (");
            var byType = name is not null && filter.ActionType is null;
            if (byType)
            {
                sql._text.Append("SELECT page.* FROM unnest(").Append(sql.Parameter(ActionTypes)).Append(") AS type CROSS JOIN LATERAL (");
            }

            sql.SelectEntries();
            sql.Equal("user_id", name);

            // One's own entries are in every scope; to say so twice would make the database expect fewer of them and sort all.
            if (person != scope.UserId)
            {
                sql.AddScope();
            }

            sql.AddFilter(filter);
            sql._text.Append(byType ? " AND action_type = type" : "");
            sql.AddPage(question);
            if (byType)
            {
                sql._text.Append(") AS page");
                sql.AddOrder(question);
            }

            sql._text.Append(')');
        }

        if (users.Length > 1)
        {
            sql.AddOrder(question);
        }

        return sql.ToCommand();
    }

    public static NpgsqlBatchCommand One(AuditScope scope, Guid id)
    {
        var sql = new AuditSql(scope);
        sql.SelectEntries();
        sql.AddScope();
        var (tenant, key) = (sql.Parameter(scope.TenantId), sql.Parameter(id));

        // Entries are found by time.
        sql._text.Append($" AND id = {key} AND \"timestamp\" = (SELECT \"timestamp\" FROM audit.entry_ids WHERE tenant_id = {tenant} AND id = {key})");

        // In one statement, or an entry that is sealed meanwhile would be in neither.
        sql._text.Append(" UNION ALL SELECT ").Append(EntryColumns.Names).Append(" FROM (SELECT ").Append(EntryColumns.Unnested)
            .Append($" FROM audit.unsealed WHERE tenant_id = {tenant} AND {key} = ANY (all_id) AND {EntryColumns.HasEntries}) AS waiting WHERE id = {key}");
        sql.AddScope();
        sql._text.Append(" LIMIT 1");
        return sql.ToCommand();
    }

    /// <summary>
    /// Sealed entries numbered from one number up to another, as number and sealed columns. A number whose entry is gone comes
    /// with nothing else, whatever the filter.
    /// </summary>
    public static NpgsqlBatchCommand Sealed(AuditScope scope, AuditFilter filter, long from, long to)
    {
        var sql = new AuditSql(scope);
        var tenant = sql.Parameter(scope.TenantId);
        sql.Parameter(from);
        sql.Parameter(to);
        sql._text.Append("SELECT number, ").Append(EntryColumns.SealedOf("entry"))
            .Append($" FROM (SELECT sequence AS number, id AS sealed_id, \"timestamp\" AS sealed_at FROM audit.sealed_entries AS sealed WHERE {SealedRuns.Range}");
        sql.Between("\"timestamp\"", filter);
        sql.AtLeast("last_at", filter.From);
        sql.AtMost("first_at", filter.To);
        sql._text.Append(") AS numbered LEFT JOIN audit.audit_entries AS entry ON entry.tenant_id = ").Append(tenant)
            .Append(" AND entry.id = sealed_id AND entry.\"timestamp\" = sealed_at WHERE (entry.id IS NULL OR (true");
        sql.AddScope();
        sql.Person("user_id", filter.UserId);
        sql.AddFilter(filter);
        sql._text.Append(")) ORDER BY number");
        return sql.ToCommand();
    }

    /// <summary>Entries of a scope, filtered, in a statement that says what is wanted of them: constants before and after.</summary>
    public static NpgsqlBatchCommand Of(AuditScope scope, AuditFilter filter, string before, string after)
    {
        var sql = new AuditSql(scope);
        sql.Select(before);
        sql.AddScope();
        sql.Person("user_id", filter.UserId);
        sql.AddFilter(filter);
        sql._text.Append(after);
        return sql.ToCommand();
    }

    private void SelectEntries() => Select("SELECT " + EntryColumns.Names);

    private void Select(string what) =>
        _text.Append(what).Append(" FROM audit.audit_entries WHERE tenant_id = ").Append(Parameter(scope.TenantId));

    private void AddPage(AuditQuestion question)
    {
        if (question.After is { } after)
        {
            _text.Append($" AND (\"timestamp\", id) {(question.IsAscending ? ">" : "<")} ({Parameter(after.Timestamp.UtcDateTime)}, {Parameter(after.Id)})");
        }

        AddOrder(question);
    }

    private void AddOrder(AuditQuestion question)
    {
        var direction = question.IsAscending ? "ASC" : "DESC";
        _text.Append($" ORDER BY \"timestamp\" {direction}, id {direction} LIMIT {Parameter(question.Limit + 1)}");
    }

    private void AddScope()
    {
        if (scope.IsTenantWide)
        {
            return;
        }

        _text.Append(" AND (").Append(Is("user_id", scope.UserId));
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

    /// <summary>Everything but the person acted for.</summary>
    private void AddFilter(AuditFilter filter)
    {
        Between("\"timestamp\"", filter);
        Person("actor_user_id", filter.Actor);
        Equal("action", filter.Action);
        Equal("policy_applied", filter.PolicyApplied);
        Equal("request_id", filter.RequestId);
        Equal("trace_id", filter.TraceId);
        Equal("source_service", filter.SourceService);
        Equal("model_used", filter.ModelUsed);
        Equal("org_unit", filter.OrgUnit);
        Equal("team_id", filter.TeamId);
        Equal("policy_version", filter.PolicyVersion);
        Word("action_type", filter.ActionType);
        Word("phase", filter.Phase);
        Word("policy_result", filter.PolicyResult);
        Word("outcome", filter.Outcome);
        Word("data_classification", filter.DataClassification);
        if (filter.Tool is { } tool)
        {
            var parameter = Parameter(tool);
            _text.Append($" AND (action = {parameter} OR action_detail ->> 'tool' = {parameter})");
        }

        if (filter.DataSource is { } source)
        {
            _text.Append($" AND EXISTS (SELECT FROM jsonb_array_elements(data_accessed) AS item WHERE starts_with(item ->> 'source', {Parameter(source)}))");
        }

        if (filter.WrittenText is { } written)
        {
            _text.Append($" AND strpos(lower(action_detail::text), lower({Parameter(written)})) > 0");
        }
    }

    private void Between(string column, AuditFilter filter)
    {
        AtLeast(column, filter.From);
        AtMost(column, filter.To);
    }

    private void AtLeast(string column, DateTimeOffset? time)
    {
        if (time is { } from)
        {
            _text.Append($" AND {column} >= ").Append(Parameter(from.UtcDateTime));
        }
    }

    private void AtMost(string column, DateTimeOffset? time)
    {
        if (time is { } to)
        {
            _text.Append($" AND {column} <= ").Append(Parameter(to.UtcDateTime));
        }
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

    private void Person(string column, string? userId)
    {
        if (userId is not null)
        {
            _text.Append(" AND ").Append(Is(column, userId));
        }
    }

    private string Is(string column, string userId) => $"{column} IN ({string.Join(", ", scope.NamesOf(userId).Select(Parameter))})";

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
