namespace Aita.Cli.Settings;

/// <summary>How progress is shown.</summary>
internal enum ProgressMode
{
    /// <summary>A bar on a terminal, plain lines elsewhere.</summary>
    Auto,

    /// <summary>One line that is drawn again and again.</summary>
    Bar,

    /// <summary>A new line now and then.</summary>
    Plain,

    /// <summary>Nothing.</summary>
    None,
}
