using System.Collections.Concurrent;
using System.Threading.Channels;
using Aita.Execution;

namespace Aita.Exams.Workflow;

/// <summary>
/// One batch in which one or more stages are at work, without a barrier between them: what a stage makes possible joins the batch at once.
/// The batch ends when no task is open, no local work is under way and nothing is posted. For one run.
/// </summary>
/// <remarks>
/// <see cref="IStageWork.TakeAsync"/> and posted work run one at a time. <see cref="IStageWork.StartAsync"/> runs beside them, so that files
/// can be read while answers come in: what it wants to change in another stage, it posts. Tasks must have no follow-ups of their own
/// (<see cref="LlmTask{TResult}.FollowUps"/>): what an outcome makes possible, the stage returns.
/// </remarks>
public sealed class StageBatch : IDisposable
{
    private readonly Lock _joining = new();
    private readonly List<Task> _starting = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SourceActivity _activity = new();
    private readonly ConcurrentQueue<Func<CancellationToken, ValueTask<IReadOnlyList<LlmTask>>>> _posted = new();

    // Every task in it belongs to a known page or answer of the class, so that the class bounds it.
    private readonly Channel<LlmTask> _tasks = Channel.CreateUnbounded<LlmTask>();
    private IReadOnlyList<IStageWork> _stages;
    private CancellationTokenSource? _ended;
    private int _open;

    /// <summary>Creates the batch.</summary>
    /// <param name="stages">The stages at work; no two own the same task.</param>
    public StageBatch(params IReadOnlyList<IStageWork> stages)
    {
        ArgumentNullException.ThrowIfNull(stages);
        _stages = stages;
    }

    /// <summary>Has work done between outcomes, when its turn comes: to hand something on to another stage. Thread-safe.</summary>
    /// <param name="work">Gives the tasks that have become possible.</param>
    public void Post(Func<CancellationToken, ValueTask<IReadOnlyList<LlmTask>>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Interlocked.Increment(ref _open);
        _posted.Enqueue(work);
    }

    /// <summary>Runs the stages to the end, or until the batch is stopped; then each has written its files.</summary>
    /// <param name="executor">Runs the requests.</param>
    /// <param name="checkpointName">The name of the batch's checkpoint.</param>
    /// <param name="options">Events, callbacks, resume.</param>
    /// <param name="cancellationToken">Stops the batch: what is done by then is written, the rest is not run.</param>
    /// <exception cref="Workspace.ExamException">A file could not be read or written; the batch is stopped then.</exception>
    public async Task RunAsync(
        ParallelLlmExecutor executor, string checkpointName, BatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(executor);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Begin(ended);
        try
        {
            await foreach (var result in executor.ExecuteAsync(_tasks.Reader.ReadAllAsync(CancellationToken.None), checkpointName, WithActivity(options), ended.Token)
                .ConfigureAwait(false))
            {
                // What has been paid for is taken even when the run is stopped.
                await InTurnAsync(
                    async token => Enqueue(await OwnerOf(result.TaskId).TakeAsync(result, token).ConfigureAwait(false)), CancellationToken.None).ConfigureAwait(false);
                Close();
            }
        }
        finally
        {
            _tasks.Writer.TryComplete();
            await ended.CancelAsync().ConfigureAwait(false);
            await StartedAsync().ConfigureAwait(false);
        }

        foreach (var stage in _stages)
        {
            await stage.FinishAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Adds a stage to the batch that runs, because what it works from is there now. To be called from posted work, or from a stage that takes an outcome.</summary>
    /// <param name="stage">The stage; it owns no task of another.</param>
    public void Join(IStageWork stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        lock (_joining)
        {
            _stages = [.. _stages, stage];
            Interlocked.Increment(ref _open);
            _activity.Begin();
            _starting.Add(Task.Run(() => StartAsync(stage, _ended!), CancellationToken.None));
        }
    }

    /// <summary>Releases what the batch holds, after it has ended.</summary>
    public void Dispose() => _turn.Dispose();

    private void Begin(CancellationTokenSource ended)
    {
        // Counts as open until every stage has begun, so that a short one does not end the batch.
        Interlocked.Increment(ref _open);
        _ended = ended;
        var stages = _stages;
        _stages = [];
        foreach (var stage in stages)
        {
            Join(stage);
        }

        Close();
    }

    /// <summary>Waits for the starts of all stages, those included that joined in the meantime.</summary>
    private async Task StartedAsync()
    {
        for (var awaited = 0; ;)
        {
            List<Task> starting;
            lock (_joining)
            {
                starting = [.. _starting.Skip(awaited)];
            }

            if (starting.Count == 0)
            {
                return;
            }

            awaited += starting.Count;
            await Task.WhenAll(starting).ConfigureAwait(false);
        }
    }

    private async Task StartAsync(IStageWork stage, CancellationTokenSource ended)
    {
        try
        {
            await StartAsync(stage, ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The batch has ended before everything was started; the next run goes on.
        }
        catch
        {
            // Nothing more is sent; what went wrong is thrown when the batch has drained.
            await ended.CancelAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _activity.End();
            Close();
        }
    }

    private async Task StartAsync(IStageWork stage, CancellationToken cancellationToken)
    {
        await foreach (var task in stage.StartAsync(cancellationToken).ConfigureAwait(false))
        {
            Enqueue([task]);
            await InTurnAsync(work: null, cancellationToken).ConfigureAwait(false);
        }

        await InTurnAsync(work: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does the work and everything that was posted by then, also by posted work.</summary>
    private async Task InTurnAsync(Func<CancellationToken, Task>? work, CancellationToken cancellationToken)
    {
        _activity.Begin();
        try
        {
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await (work?.Invoke(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
                while (_posted.TryDequeue(out var posted))
                {
                    Enqueue(await posted(cancellationToken).ConfigureAwait(false));
                    Close();
                }
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            _activity.End();
        }
    }

    private void Enqueue(IReadOnlyList<LlmTask> tasks)
    {
        foreach (var task in tasks)
        {
            Interlocked.Increment(ref _open);

            // Refused only when the batch has ended; the task is then not run.
            _tasks.Writer.TryWrite(task);
        }
    }

    /// <summary>Tells the batch when all that is open is in flight: time without a request then is not the stages'.</summary>
    private BatchOptions WithActivity(BatchOptions? options) => new()
    {
        Resume = options?.Resume ?? true,
        IdsAreUnique = options?.IdsAreUnique ?? false,
        OnTaskCompleted = options?.OnTaskCompleted,
        OnEvent = options?.OnEvent,
        ExpectedTasks = options?.ExpectedTasks,
        Source = _activity,
    };

    private void Close()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _tasks.Writer.TryComplete();
        }
    }

    private IStageWork OwnerOf(string taskId) =>
        _stages.FirstOrDefault(stage => stage.Owns(taskId))
        ?? throw new InvalidOperationException($"No stage of the batch owns the task '{taskId}'.");
}
