using System.CommandLine;
using System.Globalization;
using Aita.Simulator;

namespace Aita.Cli.Commands;

/// <summary><c>aita simulate</c>: runs a pretend provider on this machine.</summary>
internal static class SimulateCommand
{
    public static Command Create(CommandContext context)
    {
        var options = new SimulateOptions();
        var command = new AitaCommand(
            "simulate",
            "Runs a pretend provider on this machine until Ctrl-C: OpenRouter's interface, invented answers, chosen latency, limits and failures.")
        {
            Examples =
            [
                ("aita simulate --port 8080", "answers at http://127.0.0.1:8080/api/v1"),
                ("aita batch in.jsonl -o out.jsonl --base-url http://127.0.0.1:8080/api/v1", "uses it, in another terminal; no key needed"),
                ("aita simulate --port 8080 --truth class/truth.json", "reads and grades the pages of that synthetic class"),
                ("aita simulate --port 8080 --latency-ms 800 --sigma 0.6 --rate-limit 20 --fail-rate 0.05", "a provider as it is on a bad day"),
            ],
        }.With(options.All);
        command.SetAction(async (parsed, cancellationToken) => await RunAsync(context, await options.ReadAsync(parsed, context.Services, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, SimulatorOptions options)
    {
        await using var server = await StartAsync(options);
        var address = server.BaseUrl.AbsoluteUri;
        context.Console.WriteResult(address);
        await context.Console.Out.FlushAsync(CancellationToken.None);
        context.Console.WriteMessage("This provider is simulated: its answers are invented and cost nothing.");
        context.Console.WriteMessage($"Use it: aita batch in.jsonl -o out.jsonl --base-url {address}");
        context.Console.WriteMessage($"    or: export OPENROUTER_BASE_URL={address}");
        context.Console.WriteMessage("Ctrl-C ends it.");
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (context.Services.Interrupts.Stopping.Register(ended.SetResult))
        {
            await ended.Task;
        }

        var traffic = server.Traffic;
        context.Console.WriteMessage(string.Create(
            CultureInfo.InvariantCulture,
            $"Ended after {traffic.Requests:#,0} requests: {traffic.Succeeded:#,0} answered, {traffic.RateLimited:#,0} rate-limited, {traffic.Failed + traffic.Flawed:#,0} failed on purpose, at most {traffic.PeakInFlight:#,0} in flight."));
        return ExitCodes.Success;
    }

    private static async Task<SimulatorServer> StartAsync(SimulatorOptions options)
    {
        try
        {
            return await SimulatorServer.StartAsync(options, CancellationToken.None);
        }
        catch (ArgumentException e)
        {
            throw new CliException(e.Message, inner: e);
        }
        catch (IOException e)
        {
            throw new CliException($"Port {options.Port} cannot be used ({e.Message}): choose another with --port, or 0 for a free one.", inner: e);
        }
    }
}
