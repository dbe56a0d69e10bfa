using System.Globalization;
using Aita.Cli.Rendering;

namespace Aita.Cli.Tests.Rendering;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(0, "00:00")]
    [InlineData(15.4, "00:15")]
    [InlineData(3599.6, "1:00:00")]
    [InlineData(3723, "1:02:03")]
    [InlineData(90_061, "1d 01:01:01")]
    [InlineData(-5, "00:00")]
    public void Clock_AnyTime_IsReadable(double seconds, string expected) => Assert.Equal(expected, Units.Clock(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.354, "0.35 s")]
    [InlineData(12.34, "12.3 s")]
    [InlineData(75, "01:15")]
    public void Time_AnyTime_IsReadable(double seconds, string expected) => Assert.Equal(expected, Units.Time(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(1_000, "1k")]
    [InlineData(34_149, "34.1k")]
    [InlineData(999_960, "1M")]
    [InlineData(2_500_000_000, "2.5G")]
    public void Count_AnyCount_IsShort(long count, string expected) => Assert.Equal(expected, Units.Count(count));

    [Theory]
    [InlineData("0", "$0.00")]
    [InlineData("0.00001", "<$0.0001")]
    [InlineData("0.0123", "$0.0123")]
    [InlineData("1234.5", "$1,234.50")]
    public void Usd_AnyAmount_IsReadable(string usd, string expected) =>
        Assert.Equal(expected, Units.Usd(decimal.Parse(usd, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(0.424, "0.42/s")]
    [InlineData(12.34, "12.3/s")]
    [InlineData(480.4, "480/s")]
    public void Rate_AnyRate_IsShort(double rate, string expected) => Assert.Equal(expected, Units.Rate(rate));
}
