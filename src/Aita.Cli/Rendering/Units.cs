using System.Globalization;

namespace Aita.Cli.Rendering;

/// <summary>Figures as people read them. Pure.</summary>
internal static class Units
{
    /// <summary><c>00:15</c>, <c>1:02:03</c>, <c>2d 01:02:03</c>.</summary>
    public static string Clock(TimeSpan time)
    {
        var seconds = (long)Math.Max(0, Math.Round(time.TotalSeconds));
        var rounded = TimeSpan.FromSeconds(seconds);
        return seconds switch
        {
            < 3600 => rounded.ToString(@"mm\:ss", CultureInfo.InvariantCulture),
            < 86_400 => rounded.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
            _ => rounded.ToString(@"d\d\ hh\:mm\:ss", CultureInfo.InvariantCulture),
        };
    }

    /// <summary><c>0.35 s</c>, <c>12 s</c>, <c>1:02:03</c>.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds switch
    {
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.##} s"),
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s"),
        _ => Clock(time),
    };

    /// <summary><c>999</c>, <c>34.1k</c>, <c>1.2M</c>, <c>3.4G</c>.</summary>
    public static string Count(long count) => count switch
    {
        < 1000 => count.ToString(CultureInfo.InvariantCulture),
        < 999_950 => Scaled(count / 1e3, 'k'),
        < 999_950_000 => Scaled(count / 1e6, 'M'),
        _ => Scaled(count / 1e9, 'G'),
    };

    /// <summary><c>$0.0123</c> below a dollar, <c>$12.30</c> from there on; <c>$0.00</c> for nothing.</summary>
    public static string Usd(decimal usd) => usd switch
    {
        0 => "$0.00",
        < 0.00005m => "<$0.0001",
        < 1 => string.Create(CultureInfo.InvariantCulture, $"${usd:0.0000}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"${usd:#,0.00}"),
    };

    /// <summary><c>0.42/s</c>, <c>12.3/s</c>, <c>480/s</c>.</summary>
    public static string Rate(double perSecond) => perSecond switch
    {
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{perSecond:0.##}/s"),
        < 100 => string.Create(CultureInfo.InvariantCulture, $"{perSecond:0.#}/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{perSecond:0}/s"),
    };

    /// <summary><c>1.6 times</c>.</summary>
    public static string Times(double factor) => string.Create(CultureInfo.InvariantCulture, $"{factor:0.#} times");

    /// <summary><c>1 retry</c>, <c>2 retries</c>.</summary>
    public static string Plural(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(count == 1 ? one : many)}");

    private static string Scaled(double value, char unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.#}{unit}");
}
