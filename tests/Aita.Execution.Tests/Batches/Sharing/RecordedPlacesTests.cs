using Aita.Execution.Tests.Checkpoints;
using CsCheck;
using Microsoft.Win32.SafeHandles;

namespace Aita.Execution.Tests.Batches.Sharing;

public sealed class RecordedPlacesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Exception> _failures = [];

    public void Dispose() => _folder.Dispose();

    // Runs of a few places, so that there are many of them, in all levels; few requests, many of which share their bucket.
    [Fact]
    public void Find_AnyPlaces_GivesTheLatestOfTheRequest()
    {
        var request = Gen.OneOf(Gen.ULong[0, 20], Gen.ULong[0, 20].Select(static n => n << 58), Gen.ULong);
        Gen.Select(Gen.Int[1, 9], request.Array[0, 200]).Sample((runSize, requests) =>
        {
            using var places = Open(runSize, firstRuns: 1 + (200 / 31));
            for (var i = 0; i < requests.Length; i++)
            {
                places.Add(requests[i], i + 1);
            }

            foreach (var wanted in requests.Append(0ul).Append(ulong.MaxValue))
            {
                var all = requests.Index().Where(entry => entry.Item == wanted).Select(entry => entry.Index + 1L).Reverse();
                Assert.Equal(all.Take(4), Find(places, wanted));
            }
        }, iter: 200);
        Assert.Empty(_failures);
    }

    [Fact]
    public void Find_ABucketLongerThanARead_FindsWhatIsAtBothItsEnds()
    {
        using var places = Open(runSize: 1000, firstRuns: 2);
        for (var i = 0; i < 1001; i++)
        {
            places.Add((ulong)i, i + 1);
        }

        Assert.All([0, 1, 255, 256, 743, 744, 999, 1000], i => Assert.Equal([i + 1L], Find(places, (ulong)i)));
        Assert.Empty(Find(places, 1001));
    }

    [Fact]
    public void Find_WhileTheTableInMemoryGrows_FindsAll()
    {
        using var places = Open(runSize: 3000, firstRuns: 1);
        for (var i = 0; i < 4000; i++)
        {
            places.Add((ulong)i << 40, i + 1);
            Assert.Equal([i + 1L], Find(places, (ulong)i << 40));
            Assert.Equal([(i / 2) + 1L], Find(places, (ulong)(i / 2) << 40));
        }
    }

    [Fact]
    public void Add_MoreThanAllLevelsTake_KeepsWhatItHas()
    {
        using var places = Open(runSize: 2, firstRuns: 1);
        const int Room = 2 * (1 + 2 + 4 + 8 + 16);
        for (var i = 0; i < Room + 10; i++)
        {
            places.Add((ulong)i << 50, i + 1);
        }

        Assert.All(Enumerable.Range(0, Room), i => Assert.Equal([i + 1L], Find(places, (ulong)i << 50)));
        Assert.All(Enumerable.Range(Room, 10), i => Assert.Empty(Find(places, (ulong)i << 50)));
        Assert.Empty(_failures);
    }

    [Fact]
    public void Add_FewPlaces_MakesNoFile()
    {
        using var places = new RecordedPlaces(static () => throw new InvalidOperationException("not wanted"), _failures.Add, runSize: 10);
        for (var i = 0; i < 10; i++)
        {
            places.Add((ulong)i, i + 1);
        }

        Assert.Equal([3L], Find(places, 2));
    }

    [Fact]
    public void Add_FileCannotBeMade_IsToldOnceAndForgetsOnlyWhatItCannotKeep()
    {
        using var places = new RecordedPlaces(static () => throw new IOException("No space left"), _failures.Add, runSize: 4, firstRuns: 2);
        for (var i = 0; i < 40; i++)
        {
            places.Add((ulong)i, i + 1);
        }

        Assert.Equal("No space left", Assert.Single(_failures).Message);
        Assert.Equal([5L], Enumerable.Range(0, 40).SelectMany(i => Find(places, (ulong)i)));
    }

    [Fact]
    public void Find_FileIsCutOff_IsToldOnceAndFindsTheRest()
    {
        SafeFileHandle handle = null!;
        using var places = new RecordedPlaces(() => handle = Create(), _failures.Add, runSize: 4, firstRuns: 8);
        for (var i = 0; i < 40; i++)
        {
            places.Add((ulong)i << 58, i + 1);
        }

        RandomAccess.SetLength(handle, 6 * 4 * Place.Bytes);

        // A run without places of the request's bucket is not read.
        Assert.All(Enumerable.Range(0, 24).Concat(Enumerable.Range(36, 4)), i => Assert.Equal([i + 1L], Find(places, (ulong)i << 58)));
        Assert.All(Enumerable.Range(24, 12), i => Assert.Empty(Find(places, (ulong)i << 58)));
        Assert.IsType<EndOfStreamException>(Assert.Single(_failures));
    }

    [Fact]
    public void Find_AfterDisposal_FindsNothingInTheFileAndTellsNobody()
    {
        var places = Open(runSize: 4, firstRuns: 8);
        for (var i = 0; i < 10; i++)
        {
            places.Add((ulong)i, i + 1);
        }

        places.Dispose();
        places.Add(99, 100);

        Assert.Empty(Find(places, 1));
        Assert.Empty(Find(places, 99));
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task AddAndFind_ManyThreads_FindWhatTheyHaveAdded()
    {
        using var places = Open(runSize: 1024, firstRuns: 64);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            var random = new Random(thread);
            var mine = new ulong[5000];
            for (var i = 0; i < mine.Length; i++)
            {
                mine[i] = (ulong)random.NextInt64();
                places.Add(mine[i], (thread * mine.Length) + i + 1);
                var before = random.Next(i + 1);
                if (Find(places, mine[before]) is not [] and var found)
                {
                    Assert.Equal([(thread * mine.Length) + before + 1L], found);
                }
            }
        })));
        Assert.Empty(_failures);
    }

    [Fact]
    public void CreateBeside_WhileOpenAndAfter_LeavesNothingInTheFolder()
    {
        var handle = Create();
        var inUse = Directory.GetFiles(_folder.Path);

        handle.Dispose();

        Assert.Equal(OperatingSystem.IsWindows() ? 1 : 0, inUse.Length);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private RecordedPlaces Open(int runSize, int firstRuns) => new(Create, _failures.Add, runSize, firstRuns);

    private SafeFileHandle Create() => TemporaryFile.CreateBeside(_folder.File("x.checkpoint.json"));

    private static long[] Find(RecordedPlaces places, ulong request)
    {
        var offsets = new long[4];
        return offsets[..places.Find(request, offsets)];
    }
}
