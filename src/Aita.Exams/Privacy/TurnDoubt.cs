namespace Aita.Exams.Privacy;

/// <summary>How far it is not known which way up a page lies, and so on which of its sides the name stands.</summary>
public enum TurnDoubt
{
    /// <summary>It stands upright.</summary>
    None,

    /// <summary>It may be upside down.</summary>
    UpsideDown,

    /// <summary>It may lie on any of its sides.</summary>
    AnySide,
}
