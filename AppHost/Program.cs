using OpenClaw.AppHost;

var builder = DistributedApplication.CreateBuilder(args);

// Stores. Every sidecar of every replica keeps up to ten connections, the audit service two pools: twice what six services
// with four replicas use. What waits for the seal comes and goes by the megabyte a second: its space is freed every few seconds.
var postgres = builder.AddPostgres("postgres").WithDataVolume().WithArgs("-c", "max_connections=500", "-c", "autovacuum_naptime=5s");
var stateDb = postgres.AddDatabase("state-db", "state");

// Byte by byte: the log's indexes need an order, not that of a language, and keeping them is most of what an entry costs.
var auditDb = postgres.AddDatabase("audit-db", "audit").WithCreationScript("""CREATE DATABASE "audit" TEMPLATE template0 LC_COLLATE 'C';""");
var policyDb = postgres.AddDatabase("policy-db", "policy");
var policyRoles = builder.AddPolicyRoles(postgres, policyDb);
var auditRoles = builder.AddAuditRoles(postgres, auditDb);
var redis = builder.AddRedis("redis").WithDataVolume();
var rabbitmq = builder.AddRabbitMQ("rabbitmq").WithDataVolume();

// Outside world of a local run; deployments talk to the real vendors.
var simulators = builder.AddSimulators();
var secrets = builder.AddLocalSecrets(postgres, stateDb, redis, rabbitmq, simulators);
var sidecar = new SidecarDefaults(builder, secrets);

var migrations = builder.AddProject<Projects.OpenClaw_Migrations>("audit-migrations")
    .WithArgs("audit")
    .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
    .WithReference(auditDb, "audit")
    .WithPasswordsOf(auditRoles)
    .WaitFor(auditDb);

var policyMigrations = builder.AddProject<Projects.OpenClaw_Migrations>("policy-migrations")
    .WithArgs("policy")
    .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
    .WithReference(policyDb, "policy")
    .WithPasswordsOf(policyRoles)
    .WaitFor(policyDb);

// Services: each has a sidecar and starts once the stores its components name are there.
var policy = builder.AddProject<Projects.OpenClaw_Policy>("policy").AsService(sidecar)
    .WithReference(policyRoles.Writer)
    .WithReference(policyRoles.Reader)
    .WaitForStores(stateDb, redis, rabbitmq)
    .WithTenants()
    .WithModels()
    .WaitForCompletion(policyMigrations);

var audit = builder.AddProject<Projects.OpenClaw_Audit>("audit").AsService(sidecar)
    .WithReference(auditRoles.Writer)
    .WithReference(auditRoles.Reader)
    .WithReference(auditRoles.Sealer)
    .WithReference(auditRoles.Maintenance)
    .WithAnchors(secrets)
    .WithOldMonths(secrets)
    .WaitForStores(stateDb, redis, rabbitmq)
    .WaitForCompletion(migrations);

var connector = builder.AddProject<Projects.OpenClaw_Connector>("connector").AsService(sidecar)
    .WaitForStores(stateDb, redis, rabbitmq);

var briefing = builder.AddProject<Projects.OpenClaw_Briefing>("briefing").AsService(sidecar)
    .WaitForStores(stateDb, redis, rabbitmq);

var notification = builder.AddProject<Projects.OpenClaw_Notification>("notification").AsService(sidecar)
    .WaitForStores(stateDb, redis, rabbitmq);

var gateway = builder.AddProject<Projects.OpenClaw_Gateway>("gateway").AsService(sidecar, port: 8080)
    .WithExternalHttpEndpoints()
    .WithSignIn(simulators)
    .WithRateCounters(redis)
    .WaitForStores(stateDb, redis, rabbitmq);

builder.AddPolicyEngine(sidecar, secrets, policy, audit, connector, briefing, notification, gateway);
builder.AddKubernetesEnvironment("k8s")
    .WithHelm(names => names.WithChartName("openclaw").WithReleaseName("openclaw").WithNamespace("openclaw"))
    .WithProperties(cluster =>
    {
        cluster.DefaultStorageType = "pvc";
        cluster.DefaultStorageSize = "20Gi";
    });

await builder.Build().RunAsync();
