using Aita.Samples;

if (args is not [var folder])
{
    throw new ArgumentException("Usage: dotnet run --project samples/Aita.Samples -- OUTDIR", nameof(args));
}

const int Seed = 20260101;
await SampleWriter.WriteAsync(folder, Seed, CancellationToken.None);
