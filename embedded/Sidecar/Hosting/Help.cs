namespace OpenClaw.Sidecar.Hosting;

internal static class Help
{
    public const string Text = """
        usage: dotnet OpenClaw.Sidecar.dll --app-id ID [flags of daprd]
               dotnet OpenClaw.Sidecar.dll placement --port N
               dotnet OpenClaw.Sidecar.dll --version

        the app
          --app-id                    name of the app (required)
          --app-port                  port the app listens on
          --app-channel-address       host of the app (127.0.0.1)
          --app-protocol              http, https or h2c (http)
          --app-max-concurrency       calls to the app at once (-1: no limit)
          --enable-app-health-check   ask the app how it is; with
          --app-health-check-path       path (/healthz)
          --app-health-probe-interval   seconds (5)
          --app-health-probe-timeout    milliseconds (500)
          --app-health-threshold        failures in a row (3)
          --disable-init-endpoints    config, subscribe

        listeners
          --dapr-http-port            port of the API, HTTP/1.1 and cleartext HTTP/2 (3500)
          --dapr-grpc-port            port of the gRPC API (none)
          --dapr-internal-grpc-port   port other sidecars call (a free one)
          --dapr-listen-addresses     addresses of the API, comma list (127.0.0.1)
          --dapr-public-port          port for health and metadata without token (none)
          --dapr-public-listen-address  (127.0.0.1)
          --metrics-port              port of the Prometheus page (0: none)
          --metrics-listen-address    (127.0.0.1)
          --enable-metrics            (true)
          --unix-domain-socket        folder for a socket instead of the API port
          --allowed-origins           web pages that may call the API, comma list (*)
          --max-body-size             largest request, such as 32Mi (4Mi)
          --read-buffer-size          room for headers (4Ki)

        resources
          --resources-path            folder with resource files, repeatable (also --components-path)
          --config                    Configuration file, repeatable
          --placement-host-address    host:port of the placement process
          --scheduler-host-address    accepted; reminders and jobs are kept in the actor state store

        running
          --dapr-graceful-shutdown-seconds   time to drain (5)
          --dapr-block-shutdown-duration     go on serving that long after the signal while the app is healthy
          --log-level                 debug, info, warn, error (info)
          --log-as-json               (false)
          --enable-api-logging        a line per API call
          --version                   the Dapr version this sidecar follows

        environment
          DAPR_API_TOKEN              demanded of callers as header dapr-api-token
          APP_API_TOKEN               sent to the app
          NAMESPACE                   namespace of the app and its resources
          DAPR_HTTP_DISABLE_H2C       no HTTP/2 on the API port
          OTEL_EXPORTER_OTLP_ENDPOINT and its kin: where spans go
        """;
}
