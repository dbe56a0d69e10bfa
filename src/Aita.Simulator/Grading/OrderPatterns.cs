using System.Text.RegularExpressions;

namespace Aita.Simulator;

/// <summary>What orders look like, language by language; the text is in small letters without accents.</summary>
internal static class OrderPatterns
{
    private const RegexOptions Usual = RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.ExplicitCapture;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Three or more single letters with spaces, dots or dashes between them.</summary>
    public static Regex SpacedWord { get; } = Of(@"\b\w([ .\-_]\w\b){2,}");

    public static IReadOnlyList<Regex> All { get; } =
    [
        // English
        Of(@"\b(give|award|assign|grant|set|mark|grade|score|rate|return|report|enter)\b[^.\n]{0,60}\b(full|maximum|max|all|perfect|highest|top)( \w+)? (marks?|points?|credits?|scores?|grades?)\b"),
        Of(@"\b(give|award|assign|grant|set|mark|grade|score|rate|return|report|enter)\b[^.\n]{0,60}(\b100 ?%|\b\d+ ?(/|out of) ?\d+|\bthe maximum( |$|\.|!))"),
        Of(@"\b(give|award|assign|grant|set)\b[^.\n]{0,30}\b(this|me|us|him|her|them|student|answer|here)\b[^.\n]{0,25}\b\d+ ?(points?|marks?)\b"),
        Of(@"\b(mark|set|count|treat|regard)\b[^.\n]{0,20}\b(all|every|each)( \w+)? criteri(a|on)\b[^.\n]{0,20}\b(fulfilled|met|satisfied|correct|full|maximum)\b"),
        Of(@"\b(ignore|disregard|forget|skip|override|bypass|do not (use|apply|follow))\b[^.\n]{0,50}\b(rubrics?|criteria|instructions?|rules?|prompts?|guidelines?|above|key|schemes?|errors?|mistakes?)\b"),
        Of(@"\b(deserves?|must|should|will|shall|has to|have to|is to)\b[^.\n]{0,50}\b(full|maximum|all|perfect)( \w+)? (marks?|points?|credits?|scores?)\b"),
        Of(@"\b(you are now|act as|pretend (to be|that)|new (system )?instructions?|(new|updated|revised|corrected|official|final) (rubric|criteria|answer key|grading|scheme|marking))\b"),

        // German
        Of(@"\b(gib|geben sie|gebt|vergib|vergeben sie|bewerte\w*|erteile\w*|setze\w*|trage\w*)\b[^.\n]{0,60}\b(voll\w*|maximal\w*|alle|hochst\w*|beste\w*|\d+ ?(/|von) ?\d+|\d+ punkte?)\b"),
        Of(@"\b(ignorier\w*|missachte\w*|vergiss|vergessen sie|ubergeh\w*|beachte\w* nicht)\b[^.\n]{0,60}(bewertung\w*|rubrik|raster|kriteri\w*|anweisung\w*|regeln?|vorgaben?|instruktion\w*|schema)"),

        // French
        Of(@"\b(donne[rz]?|attribue[rz]?|accorde[rz]?|mets|mettez|note[rz]?)\b[^.\n]{0,60}\b(tous les points|toutes? les? notes?|(la )?note maximale|(le )?maximum|(points?|note) max\w*|\d+ ?(/|sur) ?\d+|\d+ points?)\b"),
        Of(@"\b(ignore[rz]?|oublie[rz]?|neglige[rz]?|ne (tiens|tenez) pas compte)\b[^.\n]{0,60}\b(bareme|grille|criteres?|instructions?|consignes?|regles?)\b"),

        // Spanish
        Of(@"\b(da(me|le)?|de(n|me|le)?|otorg\w*|asign\w*|pon(me|ga|le|er)?|califi\w*|conced\w*)\b[^.\n]{0,60}\b(todos los puntos|(la )?(puntuacion|nota|calificacion) (maxima|completa|mas alta)|(el )?maximo|\d+ ?(/|de|sobre) ?\d+|\d+ puntos?)\b"),
        Of(@"\b(ignor[ae]\w*|olvid\w*|no (tengas|tenga|tomes) en cuenta|haz caso omiso|descart\w*)\b[^.\n]{0,60}\b(rubrica|criterios?|instruccion(es)?|reglas?|pauta)\b"),

        // Italian
        Of(@"\b(dai|dare|dia|date|assegna\w*|attribui\w*|metti|concedi\w*|valuta\w*)\b[^.\n]{0,60}\b(tutti i punti|(il )?(punteggio|voto) (massimo|pieno)|(il )?massimo|pieni voti|\d+ ?(/|su) ?\d+|\d+ punti)\b"),
        Of(@"\b(ignora\w*|dimentica\w*|non (considerare|tenere conto)|trascura\w*)\b[^.\n]{0,60}\b(rubrica|griglia|criteri\w*|istruzion[ei]|regol[ae])\b"),

        // Portuguese
        Of(@"\b(de|da|dar|deem|atribu\w*|conced\w*|coloque|avali\w*)\b[^.\n]{0,60}\b(todos os pontos|(a )?(nota|pontuacao) (maxima|total|completa)|(o )?maximo|\d+ ?(/|de|em) ?\d+|\d+ pontos?)\b"),
        Of(@"\b(ignor[ae]\w*|esque[cç]\w*|desconsider\w*|nao (siga|considere))\b[^.\n]{0,60}\b(rubrica|criterios?|instruc(oes|ao)|regras?|gabarito)\b"),

        // Dutch
        Of(@"\b(geef|geeft|ken|beoordeel|zet|kent)\b[^.\n]{0,60}\b(alle punten|(de )?(maximale|volledige|hoogste) (score|punten|cijfer|aantal punten)|vol(le)? punten|\d+ ?(/|van de) ?\d+|\d+ punten)\b"),
        Of(@"\b(negeer|vergeet|sla)\b[^.\n]{0,60}\b(rubric|rubriek|beoordeling\w*|criteria|instructies?|regels?|nakijkmodel)\b"),

        // Polish
        Of(@"\b(daj\w*|przyznaj\w*|przyznac|wystaw\w*|ocen\w*|postaw\w*)\b[^.\n]{0,60}\b(maksymaln\w*|wszystki\w* punkt\w*|peln\w* (liczb\w*|punkt\w*)|najwyzsz\w*|\d+ ?(/|na|z) ?\d+|\d+ punkt\w*)\b"),
        Of(@"\b(zignoruj\w*|ignoruj\w*|pomin\w*|zapomnij\w*|nie (stosuj|bierz))\b[^.\n]{0,60}\b(rubryk\w*|kryteri\w*|instrukcj\w*|zasad\w*|klucz\w*|polece\w*)"),

        // Russian
        Of(@"(постав\w*|дай\w*|присво\w*|выстав\w*|оцени\w*)[^.\n]{0,60}(максимальн\w*|все балл\w*|полн\w* балл\w*|высш\w*|\d+ ?(/|из) ?\d+|\d+ балл\w*)"),
        Of(@"(игнориру\w*|проигнориру\w*|забуд\w*|не (учитыва\w*|обраща\w*))[^.\n]{0,60}(рубрик\w*|критери\w*|инструкци\w*|правил\w*|указани\w*)"),

        // Chinese
        Of(@"(给|給|打|评|評|判)[^。\n]{0,20}(满分|滿分|全分|最高分|所有分|\d+ ?分)"),
        Of(@"(忽略|无视|無視|忽视|不要(理会|管|遵守)|忘记|忘記)[^。\n]{0,20}(评分|評分|标准|標準|规则|規則|指令|说明|說明|要求)"),

        // Japanese
        Of(@"(満点|最高点|全点|\d+ ?点)[^。\n]{0,15}(を?(与え|付け|つけ|くだ|下さ|あげ|し)|にし)"),
        Of(@"(採点|評価|ルーブリック|基準|指示|規則|ルール)[^。\n]{0,20}(無視|忘れ|従わな)"),

        // Arabic
        Of(@"(اعط|أعط|امنح|ضع|قيم|قيّم)[^.\n]{0,60}(الدرجة (الكاملة|النهائية|القصوى)|العلامة (الكاملة|القصوى)|كامل (الدرجات|العلامات|النقاط)|جميع (الدرجات|النقاط))"),
        Of(@"(تجاهل|انس|انسى|لا تتبع)[^.\n]{0,60}(معايير|المعايير|سلم|التعليمات|القواعد|التقييم|الإرشادات)"),

        // Answers of a grader, rubrics and messages that are none
        Of("""["'](points(_earned|_possible)?|scores?|grades?|marks?|total(_points)?|criteri(a|on)|confidence|feedback)["']\s*:"""),
        Of(@"^\s*\d{1,3}\. \[\d+(\.\d+)? ?(points?|pts?)\]"),
        Of(@"<\|?/?(system|assistant|instructions?|im_start|im_end|rubric|grade|score|points)\b[^>\n]*>"),
        Of(@"^\W*(system|assistant|developer|grader|instructor|professor|admin(istrator)?|note to (the )?(grader|ai|model|teacher))( message| prompt| note| override| notice)?\s*[:\]]"),
        Of(@"\[/?inst\]|^#{1,6} *(system|instructions?|new |rubric)|\b(begin|end) (of )?(system|instructions?|prompt)\b"),
    ];

    private static Regex Of(string pattern) => new(pattern, Usual, Patience);
}
