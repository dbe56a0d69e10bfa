using System.Globalization;

namespace Aita.Benchmarks.Macro;

/// <summary>What was asked for on the command line.</summary>
internal sealed record MacroArguments
{
    /// <summary>Scenarios.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Whether the page is written.</summary>
    public bool Writes { get; private set; }

    /// <summary>Length of a soak.</summary>
    public double Minutes { get; private set; } = 30;

    /// <summary>Requests per second of a soak, at most.</summary>
    public double Rate { get; private set; } = 200;

    /// <summary>How often a run is killed.</summary>
    public int Times { get; private set; } = 100;

    /// <summary>Seed of the moments at which it is.</summary>
    public int Seed { get; private set; } = 1;

    /// <returns>Null when the arguments cannot be read, or name nothing.</returns>
    public static MacroArguments? TryRead(string[] args)
    {
        var arguments = new MacroArguments();
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length && double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var number) && number > 0 ? number : double.NaN;
            switch (args[i])
            {
                case "--write":
                    arguments.Writes = true;
                    continue;
                case "--minutes":
                    arguments.Minutes = value;
                    break;
                case "--rate":
                    arguments.Rate = value;
                    break;
                case "--times":
                    arguments.Times = double.IsNaN(value) ? 0 : (int)value;
                    break;
                case "--seed":
                    arguments.Seed = double.IsNaN(value) ? 0 : (int)value;
                    break;
                case var name when !name.StartsWith('-'):
                    arguments.Names.Add(name);
                    continue;
                default:
                    return null;
            }

            if (double.IsNaN(value))
            {
                return null;
            }

            i++;
        }

        return arguments.Names.Count == 0 ? null : arguments;
    }
}
