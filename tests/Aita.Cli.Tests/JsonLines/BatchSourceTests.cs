using System.Globalization;
using System.Text;
using Aita.Cli.JsonLines;

namespace Aita.Cli.Tests.JsonLines;

public sealed class BatchSourceTests
{
    [Fact]
    public async Task ReadTasksAsync_SeveralPieces_GivesAllInOrderWithTheirPlaces()
    {
        var input = new StringBuilder();
        for (var i = 0; i < 5000; i++)
        {
            input.Append(i % 100 == 7 ? "not a request\n\n" : $$"""{"id": "t{{i}}", "prompt": "{{new string('x', 80)}}"}""" + "\n");
        }

        List<BatchProblem> problems = [];
        var source = new BatchSource(new LineReader(new MemoryStream(Encoding.UTF8.GetBytes(input.ToString()))), "model", problem =>
        {
            problems.Add(problem);
            return ValueTask.CompletedTask;
        });
        List<BatchPlace> places = [];
        await foreach (var task in source.ReadTasksAsync(TestContext.Current.CancellationToken))
        {
            Assert.False(source.ReachedEnd);
            places.Add((BatchPlace)task.Tag!);
        }

        Assert.True(source.ReachedEnd);
        Assert.Equal((5000, 50), (source.Count, source.Problems));
        Assert.Equal(50, problems.Count);
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => (long)i), places.Concat(problems.Select(problem => problem.Place)).Select(place => place.Index).Order());
        Assert.Equal(places.OrderBy(place => place.Index), places);
    }

    [Fact]
    public async Task ReadTasksAsync_InputThatIsStillOpen_GivesWhatIsThereAndMayBeLeft()
    {
        var pipe = new System.IO.Pipelines.Pipe();
        await pipe.Writer.WriteAsync("""{"id": "a", "prompt": "x"}"""u8.ToArray().Append((byte)'\n').ToArray(), TestContext.Current.CancellationToken);
        var source = new BatchSource(new LineReader(pipe.Reader.AsStream()), "model", static _ => ValueTask.CompletedTask);

        await foreach (var task in source.ReadTasksAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal("a", task.Id);
            break; // nothing more comes, and the next piece is being waited for
        }

        Assert.False(source.ReachedEnd);
    }

    [Fact]
    public async Task ReadTasksAsync_LinesWithSizes_TheLongestOfManyPiecesComeFirst()
    {
        var input = new StringBuilder();
        for (var i = 0; i < 3000; i++)
        {
            var size = i == 7 ? string.Empty : $",\"size_hint\":{(i * 7919L % 3000) + 1}";
            input.Append(CultureInfo.InvariantCulture, $"{{\"id\":\"t{i}\",\"prompt\":\"{new string('x', 100)}\"{size}}}\n");
        }

        var source = new BatchSource(new LineReader(new MemoryStream(Encoding.UTF8.GetBytes(input.ToString()))), "model", static _ => ValueTask.CompletedTask, longestFirst: true);
        var tasks = new List<BatchTask>();
        await foreach (var task in source.ReadTasksAsync(TestContext.Current.CancellationToken))
        {
            tasks.Add(task);
        }

        Assert.Equal(Enumerable.Range(1, 3000).Reverse().Select(static size => (double)size).Take(1000), tasks.Take(1000).Select(static task => task.SizeHint!.Value));
        Assert.Equal(3000, tasks.Select(static task => ((BatchPlace)task.Tag!).Index).Distinct().Count());
        Assert.InRange(tasks.FindIndex(static task => task.SizeHint is null), 1400, 1600);
    }

    [Fact]
    public async Task ReadTasksAsync_InputThatCannotBeRead_SaysSo()
    {
        var source = new BatchSource(new LineReader(new MemoryStream(new byte[200]), maxLineBytes: 100), "model", static _ => ValueTask.CompletedTask);

        await Assert.ThrowsAsync<CliException>(async () => await source.ReadTasksAsync(TestContext.Current.CancellationToken).AnyAsync(TestContext.Current.CancellationToken));
    }
}
