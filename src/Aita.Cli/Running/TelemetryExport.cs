using Aita.Cli.Commands;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Aita.Cli.Running;

/// <summary>Sends the metrics and traces of the library to an OpenTelemetry collector; what is left is sent when it is disposed.</summary>
internal sealed class TelemetryExport : IAsyncDisposable
{
    private const string Source = "Aita.Execution";
    private const int GrpcPort = 4317;

    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    private TelemetryExport(MeterProvider metrics, TracerProvider traces)
    {
        _metrics = metrics;
        _traces = traces;
    }

    public static TelemetryExport Start(Uri endpoint)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("aita", serviceVersion: VersionCommand.Version);
        return new TelemetryExport(
            Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Source)
                .AddOtlpExporter(options => Configure(options, endpoint, "v1/metrics")).Build(),
            Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Source)
                .AddOtlpExporter(options => Configure(options, endpoint, "v1/traces")).Build());
    }

    /// <summary>The providers flush on the thread that disposes of them: one of the pool's, not the caller's.</summary>
    public async ValueTask DisposeAsync() => await Task.Run(() =>
    {
        _metrics.Dispose();
        _traces.Dispose();
    });

    private static void Configure(OtlpExporterOptions options, Uri endpoint, string path)
    {
        if (endpoint.Port == GrpcPort)
        {
            (options.Protocol, options.Endpoint) = (OtlpExportProtocol.Grpc, endpoint);
            return;
        }

        var root = endpoint.AbsoluteUri.EndsWith('/') ? endpoint : new Uri(endpoint.AbsoluteUri + "/");
        (options.Protocol, options.Endpoint) = (OtlpExportProtocol.HttpProtobuf, new Uri(root, path));
    }
}
