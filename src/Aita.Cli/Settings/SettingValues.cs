using System.Globalization;
using System.Numerics;

namespace Aita.Cli.Settings;

/// <summary>Reads the texts of settings. Pure; numbers are written with a point.</summary>
internal static class SettingValues
{
    public static TryRead<int> Whole(int min, int max) => (string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= min && value <= max;

    /// <summary>Reads a whole number of 1 or more.</summary>
    public static bool Positive<T>(string text, out T? value)
        where T : struct, IBinaryInteger<T>
    {
        var valid = T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > T.Zero;
        value = number;
        return valid;
    }

    /// <summary>Reads requests per second; with <c>/min</c> at the end requests per minute.</summary>
    public static bool Rate(string text, out double value)
    {
        const string PerMinute = "/min";
        var isPerMinute = text.EndsWith(PerMinute, StringComparison.Ordinal);
        var valid = double.TryParse(isPerMinute ? text[..^PerMinute.Length] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        value = isPerMinute ? value / 60 : value;
        return valid;
    }

    public static bool Seconds(string text, out TimeSpan value)
    {
        var valid = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 0.001 and <= 86_400;
        value = valid ? TimeSpan.FromSeconds(seconds) : default;
        return valid;
    }

    public static bool Usd(string text, out decimal? value)
    {
        var valid = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd);
        value = usd;
        return valid;
    }

    public static bool YesOrNo(string text, out bool value)
    {
        value = IsOneOf(text, "true", "1", "yes", "on");
        return value || IsOneOf(text, "false", "0", "no", "off");
    }

    public static bool Progress(string text, out ProgressMode value)
    {
        if (YesOrNo(text, out var shown))
        {
            value = shown ? ProgressMode.Auto : ProgressMode.None;
            return true;
        }

        return Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]);
    }

    public static bool Text(string text, out string value)
    {
        value = text.Trim();
        return value.Length > 0;
    }

    public static bool Names(string text, out IReadOnlyList<string> value)
    {
        value = text.Split(',', StringSplitOptions.TrimEntries);
        return value.All(static name => name.Length > 0);
    }

    public static bool Key(string text, out string? value)
    {
        value = text;
        return text.All(static c => c is > ' ' and < '\x7f');
    }

    public static bool Url(string text, out Uri value)
    {
        var valid = Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0;
        value = url!;
        return valid;
    }

    private static bool IsOneOf(string text, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (string.Equals(text, word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
