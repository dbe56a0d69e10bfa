namespace Aita.Samples;

/// <summary>What can be planted in a class; in the truth file as the snake_case name.</summary>
internal enum TroubleKind
{
    /// <summary>A page was scanned upside down.</summary>
    UpsideDown,

    /// <summary>A page was scanned on its side.</summary>
    Sideways,

    /// <summary>An empty sheet lies between the pages.</summary>
    BlankSheet,

    /// <summary>The very same image of a page comes twice.</summary>
    Duplicate,

    /// <summary>A page was scanned a second time.</summary>
    Rescan,

    /// <summary>A page was never scanned.</summary>
    MissingPage,

    /// <summary>Two students' pages lie in each other's exam.</summary>
    SwappedPages,

    /// <summary>Two students have nearly the same name.</summary>
    NearlySameName,

    /// <summary>The name is missing on a page that is not the first.</summary>
    NoNameOnAPage,

    /// <summary>The name is written in a short form, the id is right.</summary>
    ShortName,

    /// <summary>An answer goes on on another page.</summary>
    ContinuedAnswer,

    /// <summary>Maths full of backslashes that spoil careless JSON.</summary>
    Latex,

    /// <summary>Wrong lines are crossed out.</summary>
    CrossedOut,

    /// <summary>An answer gives orders to the grader.</summary>
    Injection,

    /// <summary>A part of an answer cannot be read.</summary>
    Illegible,

    /// <summary>A page on which nothing is answered.</summary>
    UnansweredPage,

    /// <summary>A student of the roster has no scan.</summary>
    NoScan,

    /// <summary>A scan of somebody who is not on the roster.</summary>
    NotOnRoster,
}
