using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aita.Cli.Rehearsal;

/// <summary>Reads scenarios from JSON. Whatever is wrong is said in one sentence.</summary>
internal static class ScenarioFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Its name as it was typed, for messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CliException">It is no scenario.</exception>
    public static async Task<Scenario> ReadAsync(string path, string name, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new CliException($"The scenario {name} does not exist: check the path.");
        }

        return Parse(await File.ReadAllTextAsync(path, cancellationToken), name);
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="CliException">It is no scenario.</exception>
    public static Scenario Parse(string json, string name)
    {
        try
        {
            var scenario = JsonSerializer.Deserialize<Scenario>(json, Options)
                ?? throw new CliException($"The scenario {name} is null: write an object such as {{}}.");
            return ProblemOf(scenario) is { } problem ? throw new CliException($"The scenario {name} cannot be used: {problem}.") : scenario;
        }
        catch (JsonException e)
        {
            throw new CliException(
                $"The scenario {name} cannot be read at {e.Path ?? "$"} (line {(e.LineNumber ?? 0) + 1}): this is not JSON, a field that scenarios do not have, "
                + "a value of the wrong kind, or an object that lacks a field; docs/execution/rehearsal.md lists them.", inner: e);
        }
    }

    private static string? ProblemOf(Scenario scenario) =>
        ProblemOf("latency_s", scenario.LatencyS, 1e-3)
        ?? ProblemOf("output_tokens", scenario.OutputTokens, 1)
        ?? (IsWithin(scenario.RefusalS, 0, 3600) ? null : $"refusal_s is {scenario.RefusalS}, use seconds from 0 to 3600")
        ?? (scenario.Price is { InputPerMillion: < 0 } or { OutputPerMillion: < 0 } ? "price is negative, use USD per million tokens" : null)
        ?? scenario.Limits.Select(static (limit, i) => ProblemOf(limit) is { } problem ? $"limits[{i}] {problem}" : null).FirstOrDefault(static p => p is not null)
        ?? scenario.Faults.Select(static (fault, i) => ProblemOf(fault) is { } problem ? $"faults[{i}] {problem}" : null).FirstOrDefault(static p => p is not null);

    private static string? ProblemOf(string name, Spread spread, double least) =>
        !IsWithin(spread.Median, least, 1e6) ? $"the median of {name} is {spread.Median}, use {least} to 1000000"
        : !IsWithin(spread.Sigma, 0, 3) ? $"the sigma of {name} is {spread.Sigma}, use 0 to 3"
        : null;

    private static string? ProblemOf(ScenarioLimit? limit) =>
        limit is null ? "is null"
        : new[] { limit.Requests, limit.Tokens, limit.InputTokens, limit.OutputTokens }.Count(static amount => amount is not null) != 1
            ? "must have one of requests, tokens, input_tokens and output_tokens"
        : limit.Allowance().Amount is var amount && !IsWithin(amount, 1, 1e12) ? $"allows {amount}, use 1 or more"
        : !IsWithin(limit.PerS, 1e-3, 86_400) ? $"has per_s {limit.PerS}, use seconds from 0.001 to 86400"
        : limit.Burst is { } burst && !IsWithin(burst, 1, 1e12) ? $"has burst {burst}, use 1 or more"
        : limit is { Burst: not null, Window: LimitWindow.Fixed } ? "has a burst, which a fixed window has not"
        : ProblemOf(limit.FromS, limit.ToS);

    private static string? ProblemOf(ScenarioFault? fault) =>
        fault is null ? "is null"
        : !IsWithin(fault.Share, 0, 1) ? $"has share {fault.Share}, use 0 to 1"
        : fault.Status is not (503 or 529) ? $"has status {fault.Status}, use 503 or 529"
        : ProblemOf(fault.FromS, fault.ToS);

    private static string? ProblemOf(double from, double? to) =>
        !IsWithin(from, 0, 1e9) ? $"has from_s {from}, use 0 or more"
        : to is { } end && !(end > from) ? $"has to_s {end}, use more than its from_s"
        : null;

    private static bool IsWithin(double value, double least, double most) => value >= least && value <= most;
}
