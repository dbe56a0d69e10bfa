namespace Aita.Simulator;

/// <summary>The sums of a <see cref="TrafficLog"/>; a struct so that a reset is one assignment.</summary>
internal struct Counters
{
    public long Requests;
    public int InFlight;
    public int PeakInFlight;
    public int MaxArrivalsPerSecond;
    public long Succeeded;
    public long Flawed;
    public long RateLimited;
    public long Failed;
    public long Abandoned;
    public long Repeated;
    public long Distinct;
    public long PromptTokens;
    public long CachedTokens;
    public long CompletionTokens;
    public decimal Cost;
    public TimeSpan FirstArrival;
    public TimeSpan LastArrival;
    public TimeSpan LastFinish;

    public void Count(in Ending ending)
    {
        PromptTokens += ending.Usage.PromptTokens;
        CachedTokens += ending.Usage.CachedTokens;
        CompletionTokens += ending.Usage.CompletionTokens;
        Cost += ending.Usage.Cost;
        switch (ending.Status)
        {
            case 200 when ending.IsSuccess:
                Succeeded++;
                break;
            case 200:
                Flawed++;
                break;
            case 429:
                RateLimited++;
                break;
            case Ending.ClientWentAway:
                Abandoned++;
                break;
            default:
                Failed++;
                break;
        }
    }
}
