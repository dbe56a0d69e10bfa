using CsCheck;

namespace Aita.Execution.Tests.Checkpoints;

public sealed class CheckpointIndexTests
{
    [Fact]
    public void TryNext_AnyEntriesWithFewHashes_FindsAllOfEachHashInOrder() =>
        Gen.ULong[0, 20].Array[0, 300].Sample(hashes =>
        {
            var index = new CheckpointIndex();
            for (var i = 0; i < hashes.Length; i++)
            {
                index.Add(hashes[i], i + 1);
            }

            return index.Count == hashes.Length && Enumerable.Range(0, 22).All(hash => Offsets(index, (ulong)hash)
                .Order()
                .SequenceEqual(hashes.Index().Where(entry => entry.Item == (ulong)hash).Select(entry => entry.Index + 1L)));
        });

    [Fact]
    public void MoveTo_OneOfSeveralOfAHash_MovesThatOne()
    {
        var index = new CheckpointIndex();
        index.Add(7, 10);
        index.Add(7, 20);
        index.Add(7, 30);
        var probe = 0;
        while (index.TryNext(7, ref probe, out var offset))
        {
            if (offset == 20)
            {
                index.MoveTo(7, probe, 99);
            }
        }

        Assert.Equal([10, 30, 99], Offsets(index, 7).Order());
        Assert.Equal(3, index.Count);
    }

    private static List<long> Offsets(CheckpointIndex index, ulong hash)
    {
        var offsets = new List<long>();
        var probe = 0;
        while (index.TryNext(hash, ref probe, out var offset))
        {
            offsets.Add(offset);
        }

        return offsets;
    }
}
