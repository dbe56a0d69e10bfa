namespace Aita.Execution;

/// <summary>
/// Tells a provider that refuses what is more than it can take from one that fails now and then, whatever is sent. The first one refuses hardly anything
/// once no more is in flight than it answered; the other one refuses as large a share as before. So a cut is a test: where it shows that the crowd was not
/// to blame, it is taken back, and that share of refusals is thought usual. Pure. Not thread-safe.
/// </summary>
internal sealed class OverloadWatch
{
    private const int FewestOutcomes = 30;
    private const double Tolerated = 0.1;
    private const double Unremarkable = 0.05;
    private const double ToleratedInHaste = 0.5;
    private const double Deviations = 3; // of a binomial distribution: by chance once in a thousand windows
    private const double LeastCut = 0.8;
    private const double Forgetting = 0.97; // what is usual is tested again now and then

    private int _answers;
    private int _refusals;
    private TimeSpan _answered;
    private TimeSpan _refused;
    private double _usual;
    private Cut? _cut;

    /// <summary>A request was answered.</summary>
    public void Answered(TimeSpan latency)
    {
        _answers++;
        _answered += latency;
    }

    /// <summary>A request was refused because the provider is overloaded.</summary>
    public void Refused(TimeSpan latency)
    {
        _refusals++;
        _refused += latency;
    }

    /// <summary>Forgets what was seen since the last judgement: it tells of another number of requests.</summary>
    public void StartAnew() => (_answers, _refusals, _answered, _refused) = (0, 0, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Judges when about as many requests have ended as may be in flight.</summary>
    /// <param name="limit">Requests that may be in flight.</param>
    /// <param name="inHaste">Whether a clear majority of refusals is enough, however few have ended.</param>
    public OverloadVerdict Judge(int limit, bool inHaste)
    {
        var (answers, ended) = (_answers, _answers + _refusals);
        if (ended < (inHaste ? FewestOutcomes : Math.Max(FewestOutcomes, limit)))
        {
            return default;
        }

        var share = (double)_refusals / ended;
        var busy = _answered + _refused;

        // Of the time that slots were taken, the part that led to answers: how many were in flight and answered in the end. Pauses do not count.
        var served = answers > 0 && busy > TimeSpan.Zero ? limit * (_answered / busy) : limit / 2;
        StartAnew();
        if (TakeCut() is { } cut && answers > 0 && share >= cut.Share / 2)
        {
            _usual = share;
            return new(cut.Limit, IsMistake: true);
        }

        if (share >= (inHaste ? ToleratedInHaste : MostByChance(ended)))
        {
            _cut = answers > 0 && !inHaste ? new Cut(limit, share) : null; // without an answer nobody knows how far to go down
            return new(Math.Max(1, (int)Math.Min(served, limit * LeastCut)), IsMistake: false);
        }

        _usual *= Forgetting;
        return default;
    }

    private double MostByChance(int ended)
    {
        var usual = Math.Max(_usual, Unremarkable);
        return Math.Max(Tolerated, usual + (Deviations * Math.Sqrt(usual * (1 - usual) / ended)));
    }

    private Cut? TakeCut()
    {
        var cut = _cut;
        _cut = null;
        return cut;
    }

    /// <summary>What was seen before a cut.</summary>
    private sealed record Cut(int Limit, double Share);
}
