using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Aita.Simulator;

/// <summary>Sends every request to its endpoint. Every answer carries the header <c>X-Simulated: aita-simulator</c>.</summary>
internal sealed class SimulatorApplication(Simulation simulation) : IHttpApplication<HttpContext>
{
    private readonly ChatCompletionsEndpoint _chat = new(simulation);
    private readonly CatalogEndpoints _catalog = new(simulation);
    private readonly ControlEndpoints _control = new(simulation);

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(HttpContext context)
    {
        context.Response.Headers["X-Simulated"] = "aita-simulator";
        string path = context.Request.Path.Value ?? "";
        path = path.StartsWith("/api/v1/", StringComparison.Ordinal) ? path["/api".Length..] : path;
        return (context.Request.Method, path) switch
        {
            ("POST", "/v1/chat/completions") => _chat.HandleAsync(context),
            ("GET", "/v1/models") => _catalog.WriteModelsAsync(context),
            ("GET", "/v1/key") => _catalog.WriteKeyAsync(context),
            ("GET", "/simulator/stats") => _control.WriteStatsAsync(context),
            ("GET", "/simulator/requests") => _control.WriteRequestsAsync(context),
            ("POST", "/simulator/reset") => _control.ResetAsync(context),
            _ => WholeAnswer.WriteAsync(
                context, WireError.Of(404, $"There is no {context.Request.Method} {context.Request.Path}; POST /api/v1/chat/completions.")),
        };
    }
}
