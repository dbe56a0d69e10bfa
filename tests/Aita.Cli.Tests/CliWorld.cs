using System.Text;
using Aita.Simulator;

namespace Aita.Cli.Tests;

/// <summary>A folder, an environment and a captured console in which command lines run, and a simulated provider when it is wanted.</summary>
internal sealed class CliWorld : IAsyncDisposable
{
    private CliWorld(SimulatorServer? server)
    {
        Server = server!;
        Directory = System.IO.Directory.CreateTempSubdirectory("aita-cli-").FullName;
        if (server is not null)
        {
            Environment["OPENROUTER_BASE_URL"] = server.BaseUrl.AbsoluteUri;
            Environment["AITA_RATE_LIMIT_RPS"] = "0";
        }
    }

    /// <summary>The working directory.</summary>
    public string Directory { get; }

    /// <summary>The simulated provider; only there when the world was started with one.</summary>
    public SimulatorServer Server { get; }

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public bool IsTerminal { get; set; }

    public int Width { get; set; } = 120;

    /// <summary>What a person types, or what comes through the pipe.</summary>
    public string Input { get; set; } = string.Empty;

    /// <summary>Reads instead of <see cref="Input"/> what a person types.</summary>
    public TextReader? Keyboard { get; set; }

    /// <summary>Receives the first line of the messages as soon as it is there.</summary>
    public Action<string>? OnFirstMessage { get; set; }

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Requests to stop of the command line that runs now.</summary>
    public Interrupts Interrupts { get; private set; } = new();

    /// <summary>Questions to the command line that runs.</summary>
    public Inquiries Inquiries { get; } = new();

    /// <summary>Keys that a person has pressed.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<char> Keys { get; } = new();

    public static CliWorld Create() => new(server: null);

    public static async Task<CliWorld> StartAsync(SimulatorOptions? options = null) =>
        new(await SimulatorServer.StartAsync(options, TestContext.Current.CancellationToken));

    public string PathTo(string name) => Path.Combine(Directory, name);

    public void Write(string name, params IEnumerable<string> lines) => File.WriteAllText(PathTo(name), string.Concat(lines.Select(static l => l + "\n")));

    public string[] Read(string name) => File.ReadAllLines(PathTo(name));

    public Task<CliResult> RunAsync(params IReadOnlyList<string> args) => RunAsync(args, onFirstLine: null);

    /// <param name="args">The command line.</param>
    /// <param name="onFirstLine">Receives the first line of the output as soon as it is there.</param>
    public async Task<CliResult> RunAsync(IReadOnlyList<string> args, Action<string>? onFirstLine)
    {
        Interrupts = new Interrupts();
        var (output, error) = (new LockedWriter(onFirstLine), new LockedWriter(OnFirstMessage));
        using var binary = new MemoryStream();
        var console = new AitaConsole
        {
            Out = output,
            Error = error,
            In = Keyboard ?? new StringReader(Input),
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(Input)),
            OpenOutput = () => binary,
            InputIsTerminal = IsTerminal,
            OutputIsTerminal = IsTerminal,
            ErrorIsTerminal = IsTerminal,
            ReadWidth = () => Width,
            TryReadKey = () => Keys.TryDequeue(out var key) ? key : null,
        };
        var services = new AitaServices { Environment = Environment, WorkingDirectory = Directory, Interrupts = Interrupts, Inquiries = Inquiries, Time = Time };
        var code = await AitaApp.RunAsync(console, args, services, TestContext.Current.CancellationToken);
        return new CliResult(code, output.ToString(), error.ToString(), Encoding.UTF8.GetString(binary.ToArray()));
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        Interrupts.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}

/// <summary>What a command line left behind.</summary>
internal sealed record CliResult(int Code, string Out, string Error, string Bytes);
