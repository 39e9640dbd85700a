namespace OpenClaw.Sidecar.Hosting;

internal static class Help
{
    public const string Text = """
        usage: dotnet OpenClaw.Sidecar.dll --app-id ID [flags of daprd]
               dotnet OpenClaw.Sidecar.dll placement --port N

          --app-id                    name of the app (required)
          --app-port                  port the app listens on
          --app-channel-address       host of the app (127.0.0.1)
          --app-protocol              http or https (http)
          --app-max-concurrency       calls to the app at once (-1: no limit)
          --dapr-http-port            port of the API (3500)
          --dapr-internal-grpc-port   port other sidecars call (a free one)
          --metrics-port              port of the Prometheus page (0: none)
          --resources-path            folder with resource files, repeatable
          --config                    Configuration file, repeatable
          --placement-host-address    host:port of the placement process
          --enable-app-health-check   with --app-health-check-path, -probe-interval, -probe-timeout, -threshold
          --max-body-size             largest request, such as 32Mi (4Mi)
          --dapr-graceful-shutdown-seconds  (5)
          --disable-init-endpoints    config, subscribe
          --log-level                 debug, info, warn, error (info)

        environment: DAPR_API_TOKEN, APP_API_TOKEN, NAMESPACE, OTEL_EXPORTER_OTLP_ENDPOINT
        """;
}
