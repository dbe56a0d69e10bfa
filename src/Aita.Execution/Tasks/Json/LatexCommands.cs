using System.Collections.Frozen;

namespace Aita.Execution;

/// <summary>
/// LaTeX commands whose first letter makes their backslash a legal JSON escape: <c>\b \f \n \r \t</c>. Those that begin with another letter
/// need no list, for their backslash is an illegal escape. From the LaTeX kernel, amsmath, amssymb and what is common in exams.
/// </summary>
internal static class LatexCommands
{
    private const string Clear =
        """
        backepsilon backprime backsim backsimeq backslash bar barwedge because begin begingroup beta beth between bf bfseries bibitem big bigcap
        bigcirc bigcup bigg biggl biggm biggr bigl bigm bigodot bigoplus bigotimes bigr bigskip bigsqcup bigstar bigtriangledown bigtriangleup
        biguplus bigvee bigwedge binom blacklozenge blacksquare blacktriangle blacktriangledown blacktriangleleft blacktriangleright bm bmod
        boldmath boldsymbol bot bottomrule bowtie box boxdot boxed boxminus boxplus boxtimes bra braket breve bullet bumpeq
        fallingdotseq fbox fcolorbox fint flat footnote footnotesize forall frac frak framebox frown
        nabla natural ncong nearrow newcommand newline newpage ngeq ngeqq ngeqslant ngtr nleftarrow nLeftarrow nleftrightarrow
        nLeftrightarrow nleq nleqq nleqslant nobreak noindent nolimits nonumber norm normalsize not notag notin nprec npreceq nrightarrow
        nRightarrow nshortmid nshortparallel nsim nsubseteq nsubseteqq nsucc nsucceq nsupseteq nsupseteqq ntriangleleft ntrianglelefteq
        ntriangleright ntrianglerighteq nvdash nvDash nVdash nVDash nwarrow
        raggedleft raggedright raise raisebox ran rangle rank rbrace rbrack rceil ref renewcommand restriction rfloor rgroup rhd rho right
        rightarrow rightarrowtail rightharpoondown rightharpoonup rightleftarrows rightleftharpoons rightrightarrows rightsquigarrow
        rightthreetimes risingdotseq rlap rm rmfamily rmoustache root rot rotatebox rtimes rule rvert rVert
        tanh tbinom tensor text textasciicircum textasciitilde textbackslash textbf textcolor textdegree textendash textit textmd
        textnormal textrm textsc textsf textsl textstyle textsubscript textsuperscript texttt textunderscore textup textwidth tfrac therefore
        theta thickapprox thicksim thinspace tilde times tiny today toprule triangle triangledown triangleleft trianglelefteq triangleq
        triangleright trianglerighteq ttfamily twoheadleftarrow twoheadrightarrow
        """;

    // A line break or tab before a word, a name, a variable (u = 0) or the "e)" of a list looks the same.
    private const string Doubtful = "ne neg neq nexists ni nless nmid nparallel nu tag tan tau tg to top tr tt";

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ClearNames = Names(Clear);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> DoubtfulNames = Names(Doubtful);

    /// <summary>Whether a word after a backslash is a command that no text with line breaks and tabs looks like.</summary>
    public static bool IsClear(ReadOnlySpan<char> word) => ClearNames.Contains(word);

    /// <summary>Whether a word after a backslash is a command, or a line break or tab and a word.</summary>
    public static bool IsDoubtful(ReadOnlySpan<char> word) => DoubtfulNames.Contains(word);

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Names(string list) => list
        .Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenSet(StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();
}
