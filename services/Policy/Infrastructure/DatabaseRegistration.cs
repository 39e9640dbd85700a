using Npgsql;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Features.Classifying;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Features.Replicas;
using OpenClaw.Policy.Features.Trials;

namespace OpenClaw.Policy.Infrastructure;

internal static class DatabaseRegistration
{
    public const string Writer = "policy-writer";
    public const string Reader = "policy-reader";

    /// <summary>Two sign-ins: one changes the policies of one tenant at a time, the other reads what is in force for all.</summary>
    public static void AddPolicyDatabase(this IHostApplicationBuilder builder)
    {
        builder.AddKeyedNpgsqlDataSource(Writer, configureDataSourceBuilder: Configure);
        builder.AddKeyedNpgsqlDataSource(Reader, configureDataSourceBuilder: Configure);
        builder.Services.AddSingleton<IPolicyStore, PostgresPolicyStore>();
        builder.Services.AddSingleton<IPoliciesInForce, PostgresPoliciesInForce>();
        builder.Services.AddSingleton<IReplicaStore, PostgresReplicaStore>();
        builder.Services.AddSingleton<ITrialStore, PostgresTrialStore>();
        builder.Services.AddSingleton<IClassificationStore, PostgresClassificationStore>();
    }

    private static void Configure(NpgsqlDataSourceBuilder builder)
    {
        // A server that stopped answering must be noticed within the deadlines of our callers.
        builder.ConnectionStringBuilder.Timeout = 2;
        builder.ConnectionStringBuilder.CommandTimeout = 10;
        builder.ConnectionStringBuilder.CancellationTimeout = 500;
        builder.ConnectionStringBuilder.MaxAutoPrepare = 40;
    }
}
