using Aita.Samples;

if (args is not [var folder])
{
    throw new ArgumentException("Usage: dotnet run --project samples/Aita.Samples -- OUTDIR", nameof(args));
}

await SampleWriter.WriteAsync(folder, SampleWriter.Seed, CancellationToken.None);
