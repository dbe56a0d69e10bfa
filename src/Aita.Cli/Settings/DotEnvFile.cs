using dotenv.net;

namespace Aita.Cli.Settings;

/// <summary>The <c>.env</c> file of a folder.</summary>
internal static class DotEnvFile
{
    /// <summary>Reads the variables of <c>.env</c>; none when there is no such file.</summary>
    /// <exception cref="CliException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Read(string directory)
    {
        var path = Path.Combine(directory, ".env");
        if (!File.Exists(path))
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }

        try
        {
            return new Dictionary<string, string>(
                DotEnv.Fluent().WithExceptions().WithEnvFiles(path).WithTrimValues().WithSupportExportSyntax().WithoutSupportVariableExpansion().Read(),
                StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CliException($"The settings in {path} cannot be read ({e.GetType().Name}): check that it is a readable text file of NAME=value lines.", inner: e);
        }
    }
}
