using CsCheck;

namespace Aita.Execution.Tests.Batches.Sharing;

public sealed class HashFilterTests
{
    [Fact]
    public void MayContain_AnyHashes_NeverDeniesOneThatWasAdded() =>
        Gen.Select(Gen.Int[1, 1000], Gen.OneOf(Gen.ULong, Gen.ULong[0, 20]).Array[0, 300]).Sample((size, hashes) =>
        {
            var filter = new HashFilter(size);
            foreach (var hash in hashes)
            {
                filter.Add(hash);
            }

            return hashes.All(filter.MayContain);
        });

    [Fact]
    public void MayContain_FullFilter_TakesHardlyAnyOtherHashForOneOfIts()
    {
        const int Size = 64 * 1024;
        var random = new Random(1);
        var filter = new HashFilter(Size);
        for (var i = 0; i < Size; i++)
        {
            filter.Add(Next());
        }

        var mistaken = Enumerable.Range(0, 100_000).Count(_ => filter.MayContain(Next()));

        Assert.InRange(mistaken, 0, 300);

        ulong Next() => (ulong)random.NextInt64(long.MinValue, long.MaxValue);
    }
}
