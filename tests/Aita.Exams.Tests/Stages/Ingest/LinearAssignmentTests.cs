using Aita.Exams.Stages.Ingest;
using CsCheck;

namespace Aita.Exams.Tests.Stages.Ingest;

public sealed class LinearAssignmentTests
{
    [Fact]
    public void Solve_AnySmallMatrix_IsAsGoodAsTryingEverything()
    {
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 6]).SelectMany((rows, columns) => Gen.Double[0, 1].Array[columns].Array[rows]).Sample(costs =>
        {
            var columns = LinearAssignment.Solve(costs);

            var used = columns.Where(column => column >= 0).ToList();
            Assert.Equal(Math.Min(costs.Length, costs[0].Length), used.Count);
            Assert.Equal(used.Count, used.Distinct().Count());
            var total = columns.Select((column, row) => column < 0 ? 0 : costs[row][column]).Sum();
            Assert.Equal(Best(costs, 0, []), total, precision: 9);
        });
    }

    [Fact]
    public void Solve_TheGreedyChoiceIsWrong_FindsTheBetterOne() =>
        Assert.Equal([1, 0], LinearAssignment.Solve([[0.1, 0.2], [0.15, 0.9]]));

    [Fact]
    public void Solve_NoColumns_GivesNobodyAnything()
    {
        Assert.Equal([-1, -1], LinearAssignment.Solve([[], []]));
        Assert.Empty(LinearAssignment.Solve([]));
    }

    /// <summary>The least total over all ways in which as many rows as possible get a column.</summary>
    private static double Best(double[][] costs, int row, HashSet<int> used)
    {
        var (rows, columns) = (costs.Length, costs[0].Length);
        if (row == rows)
        {
            return used.Count == Math.Min(rows, columns) ? 0 : double.PositiveInfinity;
        }

        var best = rows > columns ? Best(costs, row + 1, used) : double.PositiveInfinity;
        for (var column = 0; column < columns; column++)
        {
            if (used.Add(column))
            {
                best = Math.Min(best, costs[row][column] + Best(costs, row + 1, used));
                used.Remove(column);
            }
        }

        return best;
    }
}
