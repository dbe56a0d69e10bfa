namespace Aita.Exams.Stages.Ingest;

/// <summary>
/// Gives each row one column, and no column twice, so that the costs together are as small as possible: the Hungarian method with shortest
/// augmenting paths, O(rows² · columns). Pure.
/// </summary>
internal static class LinearAssignment
{
    /// <summary>Solves.</summary>
    /// <param name="costs">Finite costs, the same number in each row.</param>
    /// <returns>The column of each row; -1 for a row without one, when there are more rows than columns.</returns>
    public static int[] Solve(IReadOnlyList<double[]> costs)
    {
        ArgumentNullException.ThrowIfNull(costs);
        var (rows, columns) = (costs.Count, costs.Count == 0 ? 0 : costs[0].Length);
        if (rows == 0 || columns == 0)
        {
            return [.. Enumerable.Repeat(-1, rows)];
        }

        if (rows <= columns)
        {
            return SolveWide(costs, rows, columns);
        }

        var turned = Enumerable.Range(0, columns).Select(column => costs.Select(row => row[column]).ToArray()).ToList();
        var result = Enumerable.Repeat(-1, rows).ToArray();
        var rowOf = SolveWide(turned, columns, rows);
        for (var column = 0; column < columns; column++)
        {
            result[rowOf[column]] = column;
        }

        return result;
    }

    /// <summary>Row 0 and column 0 are not used: column 0 stands for the row that looks for a place.</summary>
    private static int[] SolveWide(IReadOnlyList<double[]> costs, int rows, int columns)
    {
        var (rowPrice, columnPrice) = (new double[rows + 1], new double[columns + 1]);
        var rowOf = new int[columns + 1];
        var cameFrom = new int[columns + 1];
        for (var row = 1; row <= rows; row++)
        {
            rowOf[0] = row;
            var column = 0;
            var slack = Enumerable.Repeat(double.PositiveInfinity, columns + 1).ToArray();
            var visited = new bool[columns + 1];
            do
            {
                visited[column] = true;
                column = Step(costs[rowOf[column] - 1], column);
            }
            while (rowOf[column] != 0);

            for (; column != 0; column = cameFrom[column])
            {
                rowOf[column] = rowOf[cameFrom[column]];
            }

            // Goes on to the cheapest column that was not visited, and moves the prices so that it costs nothing more.
            int Step(double[] cost, int from)
            {
                var (delta, next) = (double.PositiveInfinity, 0);
                for (var j = 1; j <= columns; j++)
                {
                    if (visited[j])
                    {
                        continue;
                    }

                    var reduced = cost[j - 1] - rowPrice[rowOf[from]] - columnPrice[j];
                    (slack[j], cameFrom[j]) = reduced < slack[j] ? (reduced, from) : (slack[j], cameFrom[j]);
                    (delta, next) = slack[j] < delta ? (slack[j], j) : (delta, next);
                }

                for (var j = 0; j <= columns; j++)
                {
                    if (visited[j])
                    {
                        rowPrice[rowOf[j]] += delta;
                        columnPrice[j] -= delta;
                    }
                    else
                    {
                        slack[j] -= delta;
                    }
                }

                return next;
            }
        }

        var result = new int[rows];
        for (var j = 1; j <= columns; j++)
        {
            if (rowOf[j] > 0)
            {
                result[rowOf[j] - 1] = j - 1;
            }
        }

        return result;
    }
}
