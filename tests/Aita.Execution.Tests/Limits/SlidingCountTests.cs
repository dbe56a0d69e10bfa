using CsCheck;

namespace Aita.Execution.Tests.Limits;

public sealed class SlidingCountTests
{
    [Fact]
    public void Count_AnySequence_IsThatOfTheLastSecondButForOneSlice() =>
        Gen.Double[0, 0.7].Array[1, 200].Sample(pauses =>
        {
            var count = new SlidingCount();
            List<TimeSpan> seen = [];
            var now = TimeSpan.Zero;
            foreach (var pause in pauses)
            {
                now += TimeSpan.FromSeconds(pause * pause);
                count.Add(now);
                seen.Add(now);
                Assert.InRange(
                    count.Count(now), seen.Count(at => at > now - TimeSpan.FromSeconds(0.95)), seen.Count(at => at > now - TimeSpan.FromSeconds(1)));
            }

            Assert.Equal(0, count.Count(now + TimeSpan.FromSeconds(1)));
        });
}
