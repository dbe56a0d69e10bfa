using Aita.Cli;

// Pages are decoded on the pool, tens of milliseconds each. With as many threads again, an answer that comes in is not kept waiting by them:
// of 30 exams on two cores calls took 4 % longer without.
ThreadPool.GetMinThreads(out var workers, out var completions);
ThreadPool.SetMinThreads(Math.Max(4, 2 * workers), completions);

return await AitaApp.RunAsync(AitaConsole.OfProcess(), args, AitaServices.OfProcess(), CancellationToken.None);
