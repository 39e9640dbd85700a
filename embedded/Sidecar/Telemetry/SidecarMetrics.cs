using OpenClaw.Sidecar.Invocation.Access;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary>The metrics of the process under the names that dashboards for Dapr read; the app id is added on the page.</summary>
internal static class SidecarMetrics
{
    private const string Status = "status";
    private const string Component = "component";
    private const string Success = "success";

    public static readonly MetricFamily ServerRequests = Counter("dapr_http_server_request_count", "Count of HTTP requests processed by the server.", "method", "path", Status);
    public static readonly MetricFamily ServerResponses = Counter("dapr_http_server_response_count", "The number of HTTP responses", "method", "path", Status);
    public static readonly MetricFamily ServerLatency = Latency("dapr_http_server_latency", "HTTP request end-to-end latency in server.", "method", "path", Status);
    public static readonly MetricFamily ServerRequestBytes = Size("dapr_http_server_request_bytes", "HTTP request body size in server.");
    public static readonly MetricFamily ServerResponseBytes = Size("dapr_http_server_response_bytes", "HTTP response body size in server.");
    public static readonly MetricFamily GrpcCompleted = Counter("dapr_grpc_io_server_completed_rpcs", "Count of RPCs by method and status.", "grpc_server_method", "grpc_server_status");
    public static readonly MetricFamily GrpcLatency = Latency("dapr_grpc_io_server_server_latency", "Distribution of server latency in milliseconds, by method.", "grpc_server_method", "grpc_server_status");
    public static readonly MetricFamily ClientCompleted = Counter("dapr_http_client_completed_count", "Count of completed requests", "method", "path", Status);
    public static readonly MetricFamily ClientLatency = Latency("dapr_http_client_roundtrip_latency", "Time between the request and the app's answer", "method", "path", Status);
    public static readonly MetricFamily ClientSentBytes = Size("dapr_http_client_sent_bytes", "Total bytes sent in request body");
    public static readonly MetricFamily ClientReceivedBytes = Size("dapr_http_client_received_bytes", "Total bytes received in response bodies");
    public static readonly MetricFamily HealthProbes = Counter("dapr_http_healthprobes_completed_count", "Count of completed health probes", Status);
    public static readonly MetricFamily HealthProbeLatency = Latency("dapr_http_healthprobes_roundtrip_latency", "Time of a health probe", Status);

    public static readonly MetricFamily Ingress = Counter("dapr_component_pubsub_ingress_count", "The number of incoming messages arriving from the pub/sub component.", Component, "process_status", "topic", Status);
    public static readonly MetricFamily IngressLatency = Latency("dapr_component_pubsub_ingress_latencies", "The consuming app event processing latency.", Component, "process_status", "topic", Status);
    public static readonly MetricFamily Egress = Counter("dapr_component_pubsub_egress_count", "The number of outgoing messages published to the pub/sub component.", Component, Success, "topic");
    public static readonly MetricFamily EgressLatency = Latency("dapr_component_pubsub_egress_latencies", "The latency of the response from the pub/sub component.", Component, Success, "topic");
    public static readonly MetricFamily InputBindings = Counter("dapr_component_input_binding_count", "The number of incoming events arriving from the input binding component.", Component, Success);
    public static readonly MetricFamily InputBindingLatency = Latency("dapr_component_input_binding_latencies", "The triggered app event processing latency.", Component, Success);
    public static readonly MetricFamily OutputBindings = Counter("dapr_component_output_binding_count", "The number of operations invoked on the output binding component.", Component, "operation", Success);
    public static readonly MetricFamily OutputBindingLatency = Latency("dapr_component_output_binding_latencies", "The latency of the response from the output binding component.", Component, "operation", Success);
    public static readonly MetricFamily States = Counter("dapr_component_state_count", "The number of operations performed on the state component.", Component, "operation", Success);
    public static readonly MetricFamily StateLatency = Latency("dapr_component_state_latencies", "The latency of the response from the state component.", Component, "operation", Success);
    public static readonly MetricFamily Configurations = Counter("dapr_component_configuration_count", "The number of operations performed on the configuration component.", Component, "operation", Success);
    public static readonly MetricFamily ConfigurationLatency = Latency("dapr_component_configuration_latencies", "The latency of the response from the configuration component.", Component, "operation", Success);
    public static readonly MetricFamily Secrets = Counter("dapr_component_secret_count", "The number of operations performed on the secret component.", Component, "operation", Success);
    public static readonly MetricFamily SecretLatency = Latency("dapr_component_secret_latencies", "The latency of the response from the secret component.", Component, "operation", Success);
    public static readonly MetricFamily JobSuccesses = Counter("dapr_component_job_success_count", "The number of successful job triggers.", "operation");
    public static readonly MetricFamily JobFailures = Counter("dapr_component_job_failure_count", "The number of failed job triggers.", "operation");
    public static readonly MetricFamily JobLatency = Latency("dapr_component_job_latencies", "The latency of the response from the app that processed the triggered job.", "operation", Success);

    public static readonly MetricFamily ComponentsLoaded = Counter("dapr_runtime_component_loaded", "The number of successfully loaded components.");
    public static readonly MetricFamily ComponentsInit = Counter("dapr_runtime_component_init_total", "The number of initialized components.", Component);
    public static readonly MetricFamily ComponentsFailed = Counter("dapr_runtime_component_init_fail_total", "The number of component initialization failures.", Component, "reason");
    public static readonly MetricFamily ActorsPending = Gauge("dapr_runtime_actor_pending_actor_calls", "The number of pending actor calls waiting to acquire the per-actor lock.", "actor_type");
    public static readonly MetricFamily ActorsRebalanced = Counter("dapr_runtime_actor_rebalanced_total", "The number of the actor rebalance requests.", "actor_type");
    public static readonly MetricFamily ActorsDeactivated = Counter("dapr_runtime_actor_deactivated_total", "The number of the successful actor deactivation.", "actor_type");
    public static readonly MetricFamily ActorTables = Counter("dapr_runtime_actor_table_operation_recv_total", "The number of the received actor placement table operations.", "actor_type", "operation");
    public static readonly MetricFamily ActorReminders = Gauge("dapr_runtime_actor_reminders", "The number of actor reminder requests.", "actor_type");
    public static readonly MetricFamily RemindersFired = Counter("dapr_runtime_actor_reminders_fired_total", "The number of actor reminders fired requests.", "actor_type", Success);
    public static readonly MetricFamily ActorTimers = Gauge("dapr_runtime_actor_timers", "The number of actor timer requests.", "actor_type");
    public static readonly MetricFamily TimersFired = Counter("dapr_runtime_actor_timers_fired_total", "The number of actor timers fired requests.", "actor_type", Success);

    public static readonly MetricFamily InvocationsSent = Counter("dapr_runtime_service_invocation_req_sent_total", "The number of requests sent via service invocation.", "dst_app_id", "type");
    public static readonly MetricFamily InvocationsReceived = Counter("dapr_runtime_service_invocation_req_recv_total", "The number of requests received via service invocation.", "src_app_id");
    public static readonly MetricFamily AnswersSent = Counter("dapr_runtime_service_invocation_res_sent_total", "The number of responses sent via service invocation.", "dst_app_id", Status);
    public static readonly MetricFamily AnswersReceived = Counter("dapr_runtime_service_invocation_res_recv_total", "The number of responses received via service invocation.", "src_app_id", Status, "type");
    public static readonly MetricFamily AnswerLatency = Latency("dapr_runtime_service_invocation_res_recv_latency_ms", "The latency of service invocation response.", "src_app_id", Status);

    public static readonly MetricFamily PolicyAllowed = Counter("dapr_runtime_acl_app_policy_action_allowed_recv_total", "The number of requests allowed by the app specific action specified in the access control policy.", "src_app_id", "trustDomain", "namespace");
    public static readonly MetricFamily PolicyBlocked = Counter("dapr_runtime_acl_app_policy_action_blocked_recv_total", "The number of requests blocked by the app specific action specified in the access control policy.", "src_app_id", "trustDomain", "namespace");
    public static readonly MetricFamily GlobalAllowed = Counter("dapr_runtime_acl_global_policy_action_allowed_recv_total", "The number of requests allowed by the global action specified in the access control policy.", "src_app_id", "trustDomain", "namespace");
    public static readonly MetricFamily GlobalBlocked = Counter("dapr_runtime_acl_global_policy_action_blocked_recv_total", "The number of requests blocked by the global action specified in the access control policy.", "src_app_id", "trustDomain", "namespace");

    public static readonly MetricFamily ResiliencyLoaded = Counter("dapr_resiliency_loaded", "Number of resiliency policies loaded.", "name");
    public static readonly MetricFamily ResiliencyCount = Counter("dapr_resiliency_count", "Number of times a resiliency policy has been executed.", "flow_direction", "policy", "target", Status);
    public static readonly MetricFamily ResiliencyActivations = Counter("dapr_resiliency_activations_total", "Number of times a resiliency policy has been activated.", "flow_direction", "policy", "target", Status);

    /// <summary>Set once, from the configuration, before anything is measured.</summary>
    public static IReadOnlyList<double> LatencyBuckets { get; set; } = new Resources.MetricsSettings().LatencyBuckets;

    public static IReadOnlyList<double> SizeBuckets { get; } =
        [1024, 2048, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864, 268435456, 1073741824, 4294967296];

    public static IReadOnlyList<MetricFamily> All => [.. typeof(SidecarMetrics).GetFields().Select(member => member.GetValue(null)).OfType<MetricFamily>()];

    public static string Text(bool success) => success ? "true" : "false";

    public static void Access(CallerIdentity? caller, bool isPolicy, bool allowed)
    {
        var family = (isPolicy, allowed) switch
        {
            (true, true) => PolicyAllowed,
            (true, false) => PolicyBlocked,
            (false, true) => GlobalAllowed,
            _ => GlobalBlocked,
        };
        family.Add(1, new MetricLabels(caller?.AppId, caller?.TrustDomain, caller?.Namespace));
    }

    private static MetricFamily Counter(string name, string help, params string[] labels) => new(name, MetricKind.Counter, help, labels);

    private static MetricFamily Gauge(string name, string help, params string[] labels) => new(name, MetricKind.Gauge, help, labels);

    private static MetricFamily Latency(string name, string help, params string[] labels) => new(name, MetricKind.Latency, help, labels);

    private static MetricFamily Size(string name, string help, params string[] labels) => new(name, MetricKind.Size, help, labels);
}
