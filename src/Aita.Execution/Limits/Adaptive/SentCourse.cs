namespace Aita.Execution;

/// <summary>When how many requests were sent, in bounded memory: every second point is dropped when it is full. Not thread-safe.</summary>
internal sealed class SentCourse
{
    private const int Capacity = 512;

    private readonly (TimeSpan At, int Sent)[] _points = new (TimeSpan, int)[Capacity];
    private int _count;
    private TimeSpan _gap;
    private int _stride = 1;

    /// <summary>Requests so far.</summary>
    public int Sent { get; private set; }

    /// <summary>When the first one was sent.</summary>
    public TimeSpan First => _points[0].At;

    /// <summary>When the last one was sent.</summary>
    public TimeSpan Last { get; private set; }

    public void Add(TimeSpan now)
    {
        if (_count == Capacity)
        {
            _count = Capacity / 2;
            _stride *= 2;
            for (var i = 0; i < _count; i++)
            {
                _points[i] = _points[i * 2];
            }
        }

        if (Sent % _stride == 0)
        {
            _points[_count++] = (now, Sent);
        }

        _gap = Sent > 0 ? now - Last : TimeSpan.Zero;
        Sent++;
        Last = now;
    }

    /// <summary>Ends the course with refusals, of the last requests or some of them, and starts a new one.</summary>
    /// <param name="refused">How many there were.</param>
    /// <param name="idle">Seconds without requests before the first.</param>
    /// <param name="delay">Time from the last request to its refusal.</param>
    /// <param name="firstRefused">When the first of them was sent.</param>
    public RefusalWindow End(int refused, double idle, TimeSpan delay, TimeSpan firstRefused)
    {
        var course = new (double, int)[_count];
        for (var i = 0; i < _count; i++)
        {
            course[i] = ((_points[i].At - Last).TotalSeconds, _points[i].Sent);
        }

        var window = new RefusalWindow(course, Math.Max(0, Sent - refused), idle, delay.TotalSeconds)
        {
            Refused = refused,
            Gap = refused == 1 && firstRefused == Last ? _gap.TotalSeconds : 0,
            Spread = Math.Max(0, (Last - firstRefused).TotalSeconds),
        };
        (_count, _stride, Sent) = (0, 1, 0);
        return window;
    }
}
