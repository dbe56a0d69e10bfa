using System.Text.Json;
using Aita.Cli.JsonLines;
using Aita.Execution;

namespace Aita.Cli.Rendering;

/// <summary>What is in an input and what it may cost: for a person, and as JSON for a script. Pure.</summary>
/// <param name="Name">Name of the batch.</param>
/// <param name="LineCount">Lines that are not blank.</param>
/// <param name="ProblemCount">Lines that are not requests.</param>
/// <param name="Problems">The first of them.</param>
/// <param name="Models">What is wanted of each model.</param>
/// <param name="Prices">The provider's prices.</param>
internal sealed record DryRunReport(
    string Name, long LineCount, long ProblemCount, IReadOnlyList<BatchProblem> Problems, IReadOnlyDictionary<string, ModelDemand> Models, PriceBook Prices)
{
    /// <summary>The spending cap; null for none.</summary>
    public decimal? MaxCost { get; init; }

    /// <summary>Why there are no prices; null when there are.</summary>
    public string? PriceProblem { get; init; }

    private long Requests => Models.Values.Sum(static demand => demand.Requests);

    private long Input => Models.Values.Sum(static demand => demand.Input);

    private long MostOutput => Models.Values.Sum(static demand => demand.MostOutput);

    private long Unlimited => Models.Values.Sum(static demand => demand.Unlimited);

    private IEnumerable<string> Unpriced => Models.Keys.Where(model => Prices.Find(model) is null).Order(StringComparer.Ordinal);

    /// <summary>The lines for a person.</summary>
    public IEnumerable<string> Lines()
    {
        var wrong = ProblemCount > 0 ? $", {Units.Plural(ProblemCount, "line is", "lines are")} not a request" : string.Empty;
        yield return $"{Name}: {Units.Plural(Requests, "request", "requests")}{wrong}. Nothing was sent.";
        yield return $"  tokens     about {Units.Count(Input)} in, at most {Units.Count(MostOutput)} out{NoLimit()}";
        foreach (var (model, demand) in Models.OrderByDescending(static entry => entry.Value.Requests).ThenBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            var price = RangeOf(model, demand) is { } range ? Text(range) : "price not known";
            yield return $"  model      {model}: {Units.Plural(demand.Requests, "request", "requests")}, {price}";
        }

        yield return $"  cost       {CostText()}";
        foreach (var problem in Problems)
        {
            yield return $"  problem    {problem.Message}";
        }

        if (ProblemCount > Problems.Count)
        {
            yield return $"  problem    and {ProblemCount - Problems.Count:#,0} more";
        }
    }

    /// <summary>The same as a JSON object; money in USD.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("command", "batch");
        writer.WriteString("name", Name);
        writer.WriteBoolean("dry_run", true);
        writer.WriteNumber("lines", LineCount);
        writer.WriteNumber("requests", Requests);
        writer.WriteNumber("unusable", ProblemCount);
        writer.WriteNumber("input_tokens", Input);
        writer.WriteNumber("most_output_tokens", MostOutput);
        writer.WriteNumber("requests_without_limit", Unlimited);
        WriteRange(writer, Total());
        writer.WriteStartArray("models");
        foreach (var (model, demand) in Models.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("model", model);
            writer.WriteNumber("requests", demand.Requests);
            writer.WriteNumber("input_tokens", demand.Input);
            writer.WriteNumber("most_output_tokens", demand.MostOutput);
            WriteRange(writer, RangeOf(model, demand));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("problems");
        foreach (var problem in Problems)
        {
            writer.WriteStartObject();
            writer.WriteNumber("line", problem.Place.Line);
            writer.WriteString("custom_id", problem.CustomId);
            writer.WriteString("code", problem.Code);
            writer.WriteString("message", problem.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("price_problem", PriceProblem);
        writer.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter writer, (decimal Low, decimal High)? range)
    {
        if (range is not var (low, high))
        {
            writer.WriteNull("cost_usd");
            return;
        }

        writer.WriteStartObject("cost_usd");
        writer.WriteNumber("low", decimal.Round(low, 6));
        writer.WriteNumber("high", decimal.Round(high, 6));
        writer.WriteEndObject();
    }

    private static string Text((decimal Low, decimal High) range) => $"{Units.Usd(range.Low)} to {Units.Usd(range.High)}";

    /// <summary>From empty answers to answers of full length; null when the price is not known.</summary>
    private (decimal Low, decimal High)? RangeOf(string model, ModelDemand demand) => Prices.Find(model) is null ? null : (demand.LowCost, demand.HighCost);

    private (decimal Low, decimal High)? Total()
    {
        var (low, high) = (0m, 0m);
        foreach (var (model, demand) in Models)
        {
            if (RangeOf(model, demand) is not { } range)
            {
                return null;
            }

            (low, high) = (low + range.Low, high + range.High);
        }

        return (low, high);
    }

    private string NoLimit() => Unlimited > 0
        ? $" ({Units.Plural(Unlimited, "request sets", "requests set")} no limit: {ModelDemand.AssumedOutput:#,0} assumed)"
        : string.Empty;

    private string CostText()
    {
        if (Total() is not { } total)
        {
            return $"not known: {PriceProblem ?? $"the provider has no price for {string.Join(", ", Unpriced.Take(3))}"}";
        }

        var cap = MaxCost is { } most && total.High > most ? $"; the cap of {Units.Usd(most)} may stop the run" : string.Empty;
        return $"{Text(total)}, from empty answers to answers of full length{cap}";
    }
}
