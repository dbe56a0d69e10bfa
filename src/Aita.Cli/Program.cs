using Aita.Cli;

return await AitaApp.RunAsync(AitaConsole.OfProcess(), args, AitaServices.OfProcess(), CancellationToken.None);
