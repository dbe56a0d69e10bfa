using Aita.Execution.Tests.Doubles;
using CsCheck;

namespace Aita.Execution.Tests.Batches;

public sealed class CombiningTests
{
    [Fact]
    public void Among_AnyUsage_ThePartsAddUpToTheWhole() =>
        Gen.Select(Gen.Int[1, 30], Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000], Gen.Int[0, 100_000_000]).Sample((count, input, output, micros) =>
        {
            WorkItem[] items = [.. Enumerable.Range(0, count).Select(i => new WorkItem(new CombinedTask($"t{i}"), parent: null))];
            var cost = micros / 1_000_000m / 7;
            var leader = Grouping.Form(items);

            Share.Among(leader, TimeSpan.FromTicks(input), new LlmAnswer { Text = "x", Usage = new TokenUsage(input, output, input / 3), Cost = cost }, default);

            Assert.Equal(new TokenUsage(input, output, input / 3), items.Aggregate(default(TokenUsage), (sum, item) => sum + item.Usage!.Value));
            Assert.Equal(cost, items.Sum(item => item.Cost!.Value));
            Assert.Equal(input, items.Sum(item => item.CallTime.Ticks));
        });

    [Fact]
    public void Among_TasksOfDifferentSize_PayByWhatTheyWouldUseAlone()
    {
        WorkItem[] items = [.. new long[] { 300, 100 }.Select((tokens, i) => new WorkItem(new CombinedTask($"t{i}"), parent: null) { TokensAlone = tokens })];

        Share.Among(Grouping.Form(items), TimeSpan.FromSeconds(4), new LlmAnswer { Text = "x", Usage = new TokenUsage(800, 40), Cost = 0.4m }, default);

        Assert.Equal((new TokenUsage(600, 30), 0.3m, TimeSpan.FromSeconds(3)), (items[0].Usage, items[0].Cost, items[0].CallTime));
        Assert.Equal((new TokenUsage(200, 10), 0.1m, TimeSpan.FromSeconds(1)), (items[1].Usage, items[1].Cost, items[1].CallTime));
    }

    [Fact]
    public void Among_NothingKnown_StaysUnknown()
    {
        var leader = Grouping.Form([new WorkItem(new CombinedTask("a"), parent: null), new WorkItem(new CombinedTask("b"), parent: null)]);

        Share.Among(leader, TimeSpan.FromSeconds(1), answer: null, default);

        Assert.Null(leader.Cost);
        Assert.Null(leader.Usage);
        Assert.Null(leader.Followers[0].Cost);
    }

    [Fact]
    public void Halve_AnySize_KeepsAllInOrder() =>
        Gen.Int[2, 100].Sample(count =>
        {
            var group = Grouping.Form([.. Enumerable.Range(0, count).Select(i => new WorkItem(new CombinedTask($"{i}"), parent: null))]);

            var halves = CombinedAnswer.Halve(group);

            Assert.Equal(Enumerable.Range(0, count).Select(i => $"{i}"), halves.SelectMany(half => half.Members).Select(item => item.Task.Id));
            Assert.All(halves, half => Assert.True(half.Members.Count() <= (count + 1) / 2));
        });

    [Fact]
    public void InOrder_AnyTreeInAnyOrder_IsDepthFirst() =>
        Gen.Select(Gen.Int[0, 1000].Array[1, 60], Gen.Int).Sample((parents, seed) =>
        {
            List<WorkItem> items = [];
            var children = new Dictionary<WorkItem, int>();
            foreach (var draw in parents)
            {
                var parent = draw % 3 == 0 || items.Count == 0 ? null : items[draw % items.Count];
                var position = parent is null ? items.Count(item => item.Parent is null) : children[parent]++;
                items.Add(new WorkItem(new ScriptedTask($"{items.Count}"), parent) { Position = position });
                children[items[^1]] = 0;
            }

            IEnumerable<string> Walk(WorkItem? parent) =>
                items.Where(item => ReferenceEquals(item.Parent, parent)).OrderBy(item => item.Position).SelectMany(item => Walk(item).Prepend(item.Task.Id));
            var shuffled = items.ToArray();
            new Random(seed).Shuffle(shuffled);
            var results = new OrderedResults();
            foreach (var item in shuffled)
            {
                results.Add(new Completion(item, new TaskResult<string>(item.Task.Id, "x")));
            }

            Assert.Equal(Walk(null), results.InOrder().Select(result => result.TaskId));
        });
}
