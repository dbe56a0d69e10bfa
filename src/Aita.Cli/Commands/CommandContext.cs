using Aita.Cli.Settings;

namespace Aita.Cli.Commands;

/// <summary>What every command works with.</summary>
/// <param name="Console">Where it reads and writes.</param>
/// <param name="Services">Clock, environment, working directory, requests to stop.</param>
/// <param name="Arguments">The command line as it was typed, without <c>aita</c>.</param>
internal sealed record CommandContext(AitaConsole Console, AitaServices Services, IReadOnlyList<string> Arguments)
{
    /// <summary>The settings there are.</summary>
    public SettingTable Settings { get; } = new();

    /// <summary>Reads them.</summary>
    public SettingsReader Reader => field ??= new SettingsReader(Settings, Services);
}
