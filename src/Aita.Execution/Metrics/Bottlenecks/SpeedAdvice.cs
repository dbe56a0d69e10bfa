using System.Globalization;

namespace Aita.Execution;

/// <summary>Says in a sentence what <see cref="SpeedModel"/> has found. Pure.</summary>
internal static class SpeedAdvice
{
    /// <summary>What the time was spent on: the middle of a sentence.</summary>
    public static string Describe(WaitedFor reason, RunConditions conditions) => reason switch
    {
        WaitedFor.Workers or WaitedFor.RequestLimit or WaitedFor.TokenLimit when SpeedModel.Fails(conditions) => string.Create(
            CultureInfo.InvariantCulture,
            $"{(reason == WaitedFor.Workers ? "all workers were busy" : "was spent on the limits that were set")}, but {conditions.FailureShare:P0} of the requests failed at the provider: look at the failures; sending more at once would not help"),
        WaitedFor.Workers when conditions.AdaptsWorkers =>
            $"all {conditions.Workers} workers that seemed worth while were waiting for the provider: a faster model is what would help",
        WaitedFor.Workers => $"all {conditions.Workers} workers were waiting for the provider",
        WaitedFor.ToldRequestLimit or WaitedFor.ToldTokenLimit =>
            $"was spent on the limit of {(reason == WaitedFor.ToldRequestLimit ? "requests" : "tokens")} that the provider's answers tell{Beside(reason, conditions)}: only the provider can raise it",
        WaitedFor.RequestLimit => "was spent on the limit of requests per second",
        WaitedFor.TokenLimit => "was spent on the limit of tokens per minute",
        WaitedFor.ProviderPause => "was spent on pauses and the slower pace that the provider asked for: " + (conditions.LearntRate > 0
            ? string.Create(CultureInfo.InvariantCulture, $"a rate limit of {conditions.LearntRate:0.##} requests per second, as learnt, would avoid refusals")
            : "a known rate limit would avoid refusals"),
        WaitedFor.Backoff => "was spent waiting for retries, with nothing else to do: look at the failures",
        WaitedFor.Source => "was spent reading and preparing what is sent: the disk or the preparation is the slow part",
        WaitedFor.Answers => "there was nothing to send before other answers were there: a faster model is what would help",
        WaitedFor.Results => "was spent waiting for results to be read and consumed: the consumer is the slow part",
        WaitedFor.Disk => "was spent writing answers to the checkpoint: a folder on a faster disk is what would help",
        WaitedFor.Outage => "was spent waiting for a provider that was down",
        _ => "was spent sending",
    };

    /// <summary>A limit was set as well, but does not bind.</summary>
    private static string Beside(WaitedFor told, RunConditions conditions) =>
        (told == WaitedFor.ToldRequestLimit ? conditions.RateLimit > 0 : (conditions.TokensPerMinute ?? conditions.InputTokensPerMinute ?? conditions.OutputTokensPerMinute) is not null)
            ? ", which is tighter than the one of this run" : string.Empty;

    /// <summary>What would help: the end of the sentence.</summary>
    public static string Remedy(WaitedFor reason, SettingChange? change, RunConditions conditions)
    {
        if (change is null)
        {
            return reason switch
            {
                _ when SpeedModel.Fails(conditions) => ".",
                WaitedFor.RequestLimit or WaitedFor.TokenLimit => ": raise it if the provider allows more.",
                WaitedFor.Workers => "; more of them would not be faster, for another limit is as near.",
                _ => ".",
            };
        }

        var what = change.Setting switch
        {
            TunableSetting.MaxWorkers => $"{change.Proposed:#,0} workers",
            TunableSetting.RateLimit => string.Create(CultureInfo.InvariantCulture, $"{change.Proposed:0.##} requests per second, if the provider allows them,"),
            TunableSetting.InputTokensPerMinute => string.Create(CultureInfo.InvariantCulture, $"{change.Proposed:#,0} input tokens per minute, if the provider allows them,"),
            TunableSetting.OutputTokensPerMinute => string.Create(CultureInfo.InvariantCulture, $"{change.Proposed:#,0} output tokens per minute, if the provider allows them,"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{change.Proposed:#,0} tokens per minute, if the provider allows them,"),
        };
        var then = change.Next switch
        {
            WaitedFor.Workers => ", until all workers are busy",
            WaitedFor.RequestLimit => ", until the limit of requests per second binds",
            WaitedFor.TokenLimit => ", until the limit of tokens per minute binds",
            _ => string.Empty,
        };
        var link = reason is WaitedFor.Workers or WaitedFor.RequestLimit or WaitedFor.TokenLimit ? ":" : "; of the settings";
        return string.Create(CultureInfo.InvariantCulture, $"{link} {what} would be about {change.Factor:0.0#} times as fast{then}.");
    }
}
