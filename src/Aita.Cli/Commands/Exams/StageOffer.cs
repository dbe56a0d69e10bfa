using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Aita.Cli.Rendering;
using Aita.Exams.Estimates;
using Aita.Execution;

namespace Aita.Cli.Commands.Exams;

/// <summary>What a stage is about to do, said before it is done: how many calls, what leaves the machine and to whom, and about what it costs.</summary>
/// <param name="Command">The command.</param>
/// <param name="Model">The model.</param>
/// <param name="BaseUrl">Who is asked.</param>
/// <param name="Content">What is sent, in words.</param>
/// <param name="Estimate">The calls.</param>
/// <param name="Price">The price of the model; null when it is not known.</param>
internal sealed record StageOffer(string Command, string Model, Uri BaseUrl, string Content, CallEstimate Estimate, TokenPrice? Price)
{
    /// <summary>Lines that tell the parts, below the number of calls.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>What must hold for the bound on calls, such as <c>if the exam has no more than 30 questions</c>; null when nothing must.</summary>
    public string? Provided { get; init; }

    /// <summary>The lines for a person. Pure.</summary>
    public IEnumerable<string> Lines()
    {
        var where = BaseUrl.IsLoopback ? $"{BaseUrl.AbsoluteUri}, on this machine" : BaseUrl.AbsoluteUri;
        yield return $"{Command}: {CallsText()} to {Model} at {where}";
        foreach (var part in Parts)
        {
            yield return part;
        }

        if (Estimate.AtMost == 0)
        {
            yield break;
        }

        yield return $"  sends      {Content}";
        yield return $"  tokens     about {Range(Estimate.Input)} in, {Range(Estimate.Output)} out; retries and thinking models use more";
        yield return $"  cost       {CostText()}";
    }

    /// <summary>Asks a person at a terminal; elsewhere, and with <c>--yes</c>, only says it.</summary>
    /// <returns>Whether to go on.</returns>
    public async Task<bool> AcceptAsync(CommandContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        foreach (var line in Lines())
        {
            context.Console.WriteMessage(line);
        }

        if (Estimate.AtMost == 0 || !context.Console.InputIsTerminal || await Question.AskAsync(context, parsed, "Go on?", cancellationToken))
        {
            return true;
        }

        context.Console.WriteMessage("Nothing was done.");
        return false;
    }

    /// <summary>The outcome of <c>--dry-run</c>, as members of a JSON object.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteString("command", Command);
        writer.WriteBoolean("dry_run", true);
        writer.WriteString("model", Model);
        writer.WriteString("endpoint", BaseUrl.AbsoluteUri);
        writer.WriteNumber("calls", Estimate.Calls);
        writer.WriteNumber("calls_at_most", Estimate.AtMost);
        Write("input_tokens", Estimate.Input);
        Write("output_tokens", Estimate.Output);
        if (Estimate.Cost(Price) is { } cost)
        {
            writer.WriteStartObject("cost_usd");
            writer.WriteNumber("low", cost.Low);
            writer.WriteNumber("high", cost.High);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("cost_usd");
        }

        void Write(string name, TokenRange range)
        {
            writer.WriteStartObject(name);
            writer.WriteNumber("low", range.Low);
            writer.WriteNumber("high", range.High);
            writer.WriteEndObject();
        }
    }

    private string CallsText() => Estimate.AtMost == Estimate.Calls
        ? Units.Plural(Estimate.Calls, "call", "calls")
        : string.Create(CultureInfo.InvariantCulture, $"about {Units.Plural(Estimate.Calls, "call", "calls")}, at most {Estimate.AtMost:#,0}{(Provided is null ? "" : $" {Provided}")},");

    private static string Range(TokenRange range) => string.Create(CultureInfo.InvariantCulture, $"{Units.Count(range.Low)} to {Units.Count(range.High)}");

    private string CostText() => Estimate.Cost(Price) is { } cost
        ? $"about {Units.Usd(cost.Low)} to {Units.Usd(cost.High)}; --max-cost sets a cap"
        : $"not known: {BaseUrl.Host} gave no price for {Model}";
}
