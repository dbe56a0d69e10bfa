using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Aita.Execution;

/// <summary>
/// Every instrument of the library: the meter and the activity source are both named <see cref="Name"/>. Calls to models follow the
/// OpenTelemetry semantic conventions for generative AI (gen_ai.*); what is ours is named aita.*. Thread-safe.
/// </summary>
internal static class ExecutionInstruments
{
    public const string Name = "Aita.Execution";

    private static readonly Meter Meter = new(Name);
    private static readonly ActivitySource Source = new(Name);

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "Time of one request to a model.");

    private static readonly Histogram<long> Tokens =
        Meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens of one request to a model.");

    private static readonly Counter<long> Tasks = Meter.CreateCounter<long>("aita.tasks", "{task}", "Tasks with an outcome.");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("aita.retries", "{retry}", "Requests that are sent again.");

    private static readonly Counter<double> Cost = Meter.CreateCounter<double>("aita.cost", "USD", "Cost of the answers, as far as it is known.");

    private static readonly UpDownCounter<int> InFlight =
        Meter.CreateUpDownCounter<int>("aita.requests.in_flight", "{request}", "Requests in flight.");

    public static Activity? StartAttempt(string taskId, int attempt, string system, string? model)
    {
        InFlight.Add(1);
        if (!Source.HasListeners())
        {
            return null;
        }

        var activity = Source.StartActivity(model is null ? "chat" : $"chat {model}", ActivityKind.Client);
        activity?.SetTag("gen_ai.operation.name", "chat")
            .SetTag("gen_ai.provider.name", system)
            .SetTag("gen_ai.request.model", model)
            .SetTag("aita.task.id", taskId)
            .SetTag("aita.attempt", attempt);
        return activity;
    }

    public static void AttemptEnded(
        Activity? activity, TimeSpan duration, LlmAnswer? answer, LlmFailure? failure, string system, string? model)
    {
        InFlight.Add(-1);
        if (Duration.Enabled)
        {
            var tags = new TagList
            {
                { "gen_ai.operation.name", "chat" },
                { "gen_ai.provider.name", system },
                { "gen_ai.request.model", model },
                { "gen_ai.response.model", answer?.Model },
            };
            if (failure is not null)
            {
                tags.Add("error.type", failure.Kind.ToString());
            }

            Duration.Record(duration.TotalSeconds, tags);
        }

        if (Tokens.Enabled && answer?.Usage is { } usage)
        {
            RecordTokens(usage.Input, "input", system, model);
            RecordTokens(usage.Output, "output", system, model);
        }

        if (answer?.Cost is { } cost)
        {
            Cost.Add((double)cost, new KeyValuePair<string, object?>("gen_ai.request.model", model));
        }

        activity?.SetTag("gen_ai.response.model", answer?.Model)
            .SetTag("gen_ai.response.id", answer?.ResponseId)
            .SetTag("gen_ai.usage.input_tokens", answer?.Usage?.Input)
            .SetTag("gen_ai.usage.output_tokens", answer?.Usage?.Output);
        if (failure is not null)
        {
            activity?.SetTag("error.type", failure.Kind.ToString()).SetStatus(ActivityStatusCode.Error, failure.Kind.ToString());
        }

        activity?.Dispose();
    }

    public static void Retried(FailureKind reason) =>
        Retries.Add(1, new KeyValuePair<string, object?>("error.type", reason.ToString()));

    public static void TaskEnded(TaskOutcome outcome) =>
        Tasks.Add(1, new KeyValuePair<string, object?>("aita.outcome", outcome.ToString()));

    private static void RecordTokens(long count, string type, string system, string? model) => Tokens.Record(
        count,
        new TagList
        {
            { "gen_ai.operation.name", "chat" },
            { "gen_ai.provider.name", system },
            { "gen_ai.request.model", model },
            { "gen_ai.token.type", type },
        });
}
