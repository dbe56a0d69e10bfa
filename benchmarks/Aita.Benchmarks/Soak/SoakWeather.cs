using System.Globalization;
using Aita.Simulator;

namespace Aita.Benchmarks.Soak;

/// <summary>
/// A provider with its ups and downs: 2 % of the requests fail, in the last twenty seconds of each minute 7 %, and the limit of requests per second
/// changes every minute. Thread-safe.
/// </summary>
internal sealed class SoakWeather
{
    /// <summary>Requests per second that are allowed, one minute after another.</summary>
    private static readonly double[] Limits = [300, 150, 300, 220, 100, 250, 180];

    private static readonly FaultKind[] Kinds =
    [
        FaultKind.Unavailable503, FaultKind.BadGateway502, FaultKind.ServerError500, FaultKind.Overloaded529, FaultKind.ErrorIn200,
        FaultKind.EmptyCompletion, FaultKind.ConnectionReset, FaultKind.ConnectionReset,
    ];

    private readonly Lock _lock = new();
    private double _room = 50;
    private TimeSpan _last;

    /// <summary>Runs the server until its input ends; its address is the first line of its output.</summary>
    public static async Task<int> ServeAsync()
    {
        var weather = new SoakWeather();
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions
        {
            Latency = LatencyModel.LogNormal(TimeSpan.FromMilliseconds(100), 0.5),
            LogCapacity = 0,
            Faults = new FaultPlan { Script = weather.Choose },
        });
        Console.WriteLine(server.BaseUrl);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private Fault? Choose(SimulatedRequest request)
    {
        if (!TakeRoom(request.Arrival))
        {
            return new Fault(FaultKind.RateLimited429) { RetryAfterSeconds = 1 };
        }

        // The same request at the same attempt always draws the same.
        var random = new Random(unchecked(((int)request.BodyHash * 31) + request.Occurrence));
        var share = request.Arrival.Seconds >= 40 ? 0.07 : 0.02;
        return random.NextDouble() < share ? new Fault(Kinds[random.Next(Kinds.Length)]) : null;
    }

    private bool TakeRoom(TimeSpan now)
    {
        lock (_lock)
        {
            var limit = Limits[(int)now.TotalMinutes % Limits.Length];
            _room = Math.Min(limit / 4, _room + (Math.Max(0, (now - _last).TotalSeconds) * limit));
            _last = now > _last ? now : _last;
            if (_room < 1)
            {
                return false;
            }

            _room--;
            return true;
        }
    }

    /// <summary>What it does, in words.</summary>
    public static string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"2 % of the requests fail, 7 % in the last 20 s of each minute (500, 502, 503, 529, errors in a 200, empty answers, reset connections); the limit changes every minute: {string.Join(", ", Limits)} requests per second, then again, with Retry-After: 1.");
}
