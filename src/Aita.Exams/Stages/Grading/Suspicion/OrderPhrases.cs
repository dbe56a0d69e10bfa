namespace Aita.Exams.Stages.Grading;

/// <summary>
/// How orders to a grader sound, language by language. Words are as <see cref="TextFolding.Visible"/> leaves them: lower case, without accents.
/// An order is a verb and what it is about, near each other in either order: so "ignore air resistance" is none, and "ignore the rubric" is one.
/// </summary>
internal static class OrderPhrases
{
    /// <summary>Every pattern.</summary>
    public static IReadOnlyList<OrderPattern> All { get; } =
    [
        // English is the language of most attacks, and of most innocent answers: its words are bound more closely.
        .. Orders(
            "English",
            @"\b(?:ignor(?:e|ing)|disregard|forget|override|overrule|bypass|skip)\b",
            @"\b(?:(?:all|any|the|your|my|these|those|previous|prior|above|earlier|grading|system)\s+)*(?:instructions?|prompts?|rubric|(?:grading|marking|scoring)\s+(?:scheme|criteria|rules|guide\w*)|guidelines?|answer\s+key)\b",
            @"\b(?:give|award|grant|assign|allot|deserves?|must\s+(?:get|receive)|should\s+(?:get|receive)|set|output|return|report)\b",
            @"\b(?:(?:full|max|maximum|perfect|top|highest|complete|100\s*%)\s+(?:of\s+)?(?:the\s+|possible\s+)*(?:marks?|credits?|scores?|grade|points\s+(?:for|to|on)|points$)|(?:me|us|this(?:\s+\w+)?|the\s+student)\s+(?:all|full|max|maximum|\d+)\s+(?:of\s+)?(?:the\s+)?points)"),
        .. Orders(
            "German",
            @"\b(?:ignorier\w*|missacht\w*|vergiss|vergessen\s+sie|uberspring\w*|beacht\w*\s+nicht)\b",
            @"\b(?:anweisung\w*|vorgaben|bewertungs\w*|korrekturschema|prompt\w*|instruktion\w*|rubrik|musterlosung)\b",
            @"\b(?:gib|gebe|geben|vergib|vergebe\w*|erteil\w*|bewerte\w*)\b",
            @"\b(?:voll\w*|maximal\w*|hochst\w*|all\w*)\s+(?:\w+\s+)?(?:punkt\w*|note)\b|\bhochstpunktzahl\b"),
        .. Orders(
            "French",
            @"\b(?:ignore[rz]?|oublie[rz]?|neglige[rz]?\s+les\s+(?:consignes|instructions)|ne\s+tiens\s+pas\s+compte|ne\s+tenez\s+pas\s+compte)\b",
            @"\b(?:instructions?|consignes?|bareme|criteres|regles\s+de\s+notation|corrige)\b",
            @"\b(?:donne[rz]?|attribue[rz]?|accorde[rz]?|mets|mettez)\b",
            @"\b(?:tous\s+les\s+points|note\s+maximale|(?:le\s+)?maximum\s+de(?:s)?\s+points|totalite\s+des\s+points|20\s*/\s*20)"),
        .. Orders(
            "Spanish",
            @"\b(?:ignora\w*|ignore|olvida\w*|olvide|no\s+tengas\s+en\s+cuenta|omite|omita)\b",
            @"\b(?:instrucciones|rubrica|criterios|indicaciones|pautas|clave\s+de\s+respuestas)\b",
            @"\b(?:da|dale|dame|den|otorga\w*|otorgue|asigna\w*|asigne|pon|ponme|concede\w*)\b",
            @"\b(?:todos\s+los\s+puntos|(?:la\s+)?(?:maxima\s+(?:nota|puntuacion|calificacion)|(?:nota|puntuacion|calificacion)\s+(?:maxima|completa|total))|puntaje\s+(?:maximo|completo))"),
        .. Orders(
            "Italian",
            @"\b(?:ignora\w*|dimentica\w*|trascura\s+le\s+istruzioni|non\s+considerare)\b",
            @"\b(?:istruzioni|rubrica|criteri|griglia\s+di\s+valutazione|regole\s+di\s+valutazione)\b",
            @"\b(?:dai|dammi|date|assegna\w*|attribuisci|metti)\b",
            @"\b(?:tutti\s+i\s+punti|(?:il\s+)?(?:massimo\s+(?:dei\s+punti|punteggio|voto)|(?:punteggio|voto)\s+(?:massimo|pieno)))"),
        .. Orders(
            "Portuguese",
            @"\b(?:ignore|ignora\w*|esqueca|esquece\w*|desconsidere|desconsidera\w*)\b",
            @"\b(?:instrucoes|rubrica|criterios|gabarito|orientacoes)\b",
            @"\b(?:de|da|atribua|atribui\w*|conceda|concede\w*)\b",
            @"\b(?:todos\s+os\s+pontos|(?:a\s+)?(?:nota|pontuacao)\s+(?:maxima|total|completa))"),
        .. Orders(
            "Dutch",
            @"\b(?:negeer|negeren|vergeet|sla\s+over)\b", @"\b(?:instructies?|aanwijzingen|beoordelings\w*|rubric|correctiemodel)\b",
            @"\b(?:geef|geven|ken\s+toe)\b", @"\b(?:alle\s+punten|(?:het\s+)?maximale\s+(?:aantal\s+punten|score|cijfer)|volledige\s+(?:punten|score))\b"),
        .. Orders(
            "Polish",
            @"\b(?:zignoruj\w*|ignoruj\w*|pomin\w*|zapomnij)\b", @"\b(?:instrukcj\w*|polecen\w*|kryteri\w*|klucz\w*\s+odpowiedzi|zasad\w*\s+oceniania)\b",
            @"\b(?:daj|przyznaj|wystaw|dac)\b", @"\b(?:wszystkie\s+punkty|maksymaln\w*\s+(?:liczb\w*\s+punktow|punkt\w*|ocen\w*)|pe(?:l|ł)n\w*\s+(?:liczb\w*\s+)?punkt\w*)"),
        .. Orders(
            "Czech",
            @"\b(?:ignoruj\w*|zapomen\w*|prehlednete)\b", @"\b(?:pokyn\w*|instrukc\w*|kriteri\w*|hodnoceni)\b",
            @"\b(?:dej|dejte|udel\w*|prid\w*)\b", @"\b(?:vsechny\s+body|pln\w*\s+(?:pocet\s+)?bod\w*|maximaln\w*\s+(?:pocet\s+)?(?:bod\w*|hodnoceni))\b"),
        .. Orders(
            "Swedish",
            @"\b(?:ignorera|glom|bortse\s+fran)\b", @"\b(?:instruktion\w*|anvisning\w*|bedomnings\w*|rattnings\w*)\b",
            @"\b(?:ge|tilldela)\b", @"\b(?:full\s+poang|alla\s+poang|maximal\w*\s+poang|hogsta\s+betyg)\b"),
        .. Orders(
            "Turkish",
            @"(?:yoksay|gormezden\s+gel|unut|dikkate\s+alma|goz\s+ardi)", @"(?:talimat|yonerge|kriter|rubrik|degerlendirme\s+olcut|cevap\s+anahtar)",
            @"\b(?:ver|verin|veriniz|ata)\b", @"\b(?:tam\s+(?:puan|not)|butun\s+puan|en\s+yuksek\s+(?:puan|not))"),
        .. Orders(
            "Russian",
            @"(?:игнорир\w*|проигнорир\w*|забудь\w*|не\s+учитыва\w*|отмени\w*)", @"(?:инструкци\w*|указани\w*|критери\w*|рубрик\w*|правил\w*\s+оценивани\w*)",
            @"\b(?:поставь\w*|постави\w*|даи|даите|присвои\w*|выстави\w*|начисли\w*)\b", @"(?:максимальн\w*\s+(?:балл\w*|оценк\w*|количеств\w*)|полн\w*\s+балл\w*|все\s+балл\w*|высш\w*\s+(?:балл\w*|оценк\w*))"),
        .. Orders(
            "Ukrainian",
            @"(?:ігнору\w*|проігнору\w*|забудь\w*|не\s+враховуи\w*)", @"(?:інструкці\w*|вказівк\w*|критері\w*|рубрик\w*)",
            @"\b(?:постав\w*|даи|даите|нараху\w*|вистав\w*)\b", @"(?:максимальн\w*\s+(?:бал\w*|оцінк\w*|кількість)|повн\w*\s+бал\w*|усі\s+бал\w*|всі\s+бал\w*)"),
        .. Orders(
            "Greek",
            @"(?:αγνοησ\w*|αγνοειστε|ξεχασ\w*)", @"(?:οδηγι\w*|κριτηρι\w*|κανον\w*\s+βαθμολογ\w*)",
            @"(?:δωσ\w*|βαλε|βαλτε)", @"(?:ολ\w*\s+(?:τις\s+μοναδες|τους\s+βαθμους)|αριστα|μεγιστ\w*\s+βαθμ\w*|πληρ\w*\s+βαθμ\w*)"),
        .. Orders(
            "Arabic",
            @"(?:تجاهل|انس|اهمل|أهمل)", @"(?:تعليمات|التعليمات|المعايير|معايير|سلم\s+التصحيح|نموذج\s+الإجابة|قواعد\s+التصحيح)",
            @"(?:أعط|اعط|امنح|ضع)", @"(?:الدرجة\s+(?:الكاملة|القصوى|النهائية)|العلامة\s+(?:الكاملة|القصوى)|كل\s+(?:الدرجات|النقاط)|جميع\s+(?:الدرجات|النقاط))"),
        .. Orders(
            "Hebrew",
            @"(?:התעלם|התעלמי|התעלמו|שכח)", @"(?:הוראות|ההוראות|הנחיות|ההנחיות|מחוון|המחוון|קריטריונים)",
            @"(?:תן|תני|תנו|הענק|העניקו)", @"(?:ציון\s+מלא|הציון\s+המלא|את\s+כל\s+הנקודות|מלוא\s+הנקודות|ניקוד\s+מלא|ציון\s+מקסימלי)"),
        .. Orders(
            "Hindi",
            @"(?:अनदेखा|नजरअंदाज|नज\u093Cरअंदाज|भूल\s+जा|उपेक्षा)", @"(?:निर्देश|मापदंड|नियम|रूब्रिक|मानदंड)",
            @"(?:दो|दें|दीजिए|प्रदान)", @"(?:पूरे\s+(?:अंक|नंबर)|पूर्ण\s+अंक|सभी\s+अंक|अधिकतम\s+अंक)"),
        .. Orders(
            "Chinese",
            @"(?:忽略|无视|無視|忘记|忘記|不要理会|不用管)", @"(?:指令|指示|说明|說明|评分标准|評分標準|规则|規則|提示|标准答案)",
            @"(?:给|給|打|评|評|判)", @"(?:满分|滿分|最高分|全部分数|全部分數|全分)"),
        .. Orders(
            "Japanese",
            @"(?:無視|忘れ)", @"(?:指示|命令|採点基準|ルーブリック|評価基準|プロンプト)",
            @"(?:与え|あたえ|付け|つけ|ください|下さい|して)", @"(?:満点|最高点|全ての点|すべての点)"),
        .. Orders(
            "Korean",
            @"(?:무시|잊어)", @"(?:지시|지침|명령|채점\s*기준|루브릭|프롬프트)",
            @"(?:주세요|주십시오|줘|부여|주어)", @"(?:만점|최고\s*점|모든\s*점수)"),
        .. Orders(
            "Vietnamese",
            @"\b(?:bo\s+qua|phot\s+lo|quen)\b", @"\b(?:huong\s+dan|chi\s+dan|tieu\s+chi|thang\s+diem|quy\s+tac)\b",
            @"\b(?:cho|cham)\b", @"\b(?:diem\s+toi\s+da|diem\s+tuyet\s+doi|tron\s+diem|tat\s+ca\s+(?:cac\s+)?diem)\b"),
        .. Orders(
            "Indonesian",
            @"\b(?:abaikan|lupakan)\b", @"\b(?:instruksi|petunjuk|rubrik|kriteria|aturan)\b",
            @"\b(?:beri|berikan)\b", @"\b(?:nilai\s+(?:penuh|maksimal|maksimum|sempurna)|semua\s+poin|poin\s+penuh)\b"),

        OrderPattern.Of("plays a role", @"\byou\s+are\s+(?:now\s+)?(?:an?\s+|my\s+|the\s+)?(?:\w+\s+){0,2}(?:grader|examiner|teacher|professor|assistant|chatbot|ai|bot|dan)\b"),
        OrderPattern.Of("plays a role", @"\b(?:pretend|imagine|act|role-?\s?play)\s+(?:that\s+|as\s+(?:if\s+)?)?(?:you(?:'re|\s+are)\s+)?(?:an?\s+|my\s+|the\s+)?(?:\w+\s+){0,3}(?:grader|examiner|teacher|professor|grandm\w+|assistant|ai\b|bot\b)"),
        OrderPattern.Of("speaks to a machine", @"\b(?:dear|hey|hello|attention|note\s+to|message\s+to|to)\s+(?:the\s+)?(?:ai|llm|gpt|chatgpt|claude|gemini|language\s+model|auto-?grader|grading\s+(?:bot|system|model|ai|assistant|software))\b"),
        OrderPattern.Of("speaks to a machine", @"\b(?:as\s+an?\s+(?:ai|large\s+)?language\s+model|if\s+you\s+are\s+an?\s+(?:ai|llm|language\s+model|machine))\b"),
        OrderPattern.Of("speaks to a machine", @"\b(?:system\s+(?:prompt|override|notice|instruction)|developer\s+mode|debug\s+mode|jailbreak|admin\s+override|override\s+(?:code|mode))\b|\bnew\s+instructions?\s*:"),
        OrderPattern.Of("speaks to a machine", @"<\|\w+\|>|\[/?inst\]|<<sys>>|</?system>|<\s*/?\s*student[\s_\-]*answer|^\s*#{2,}\s*(?:system|instructions?)\b|^\s*(?:assistant|developer)\s*:"),
        OrderPattern.Of("speaks to a machine", @"""role""\s*:\s*""(?:system|assistant|user|developer)"""),
        OrderPattern.Of("brings its own rubric", @"\b(?:new|updated|revised|corrected|official|actual|real)\s+(?:grading\s+|marking\s+)?(?:rubric|answer\s+key|marking\s+scheme|grading\s+(?:criteria|scheme|instructions?|rules?))\b"),
        OrderPattern.Of("brings its own rubric", @"^\s*\d+\.\s*\[\d+(?:[.,]\d+)?\s*(?:points?|pts?|marks?)\]"),
        OrderPattern.Of("brings its own rubric", @"\b(?:criterion|criteria)\s+\d+(?:\s*(?:,|and|to|-)\s*\d+)*\s*(?:is|are|:|=)?\s*(?:fully\s+)?(?:met|satisfied|fulfilled)\b"),
        OrderPattern.Of("looks like a grader's answer", @"""(?:criteria|criterion|criterion_scores|points_earned|feedback|confidence|concerns)""\s*:"),
        OrderPattern.Of("asks for points", @"\b(?:mark|grade|score|rate|count|treat|accept|consider)\s+(?:this|it|my|the|all|every\s*thing)\s*(?:\w+\s+){0,3}?(?:as\s+)?(?:fully\s+|completely\s+|entirely\s+)?(?:correct|right|perfect)\b"),
        OrderPattern.Of("asks for points", @"\b(?:do\s+not|don'?t|never)\s+(?:deduct|take\s+off|subtract)\s+(?:any\s+)?(?:points?|marks?)\b"),
        OrderPattern.Then("asks for points", @"\b(?:teacher|professor|instructor|examiner|lecturer)\s+(?:\w+\s+){0,4}(?:approved|confirmed|authori[sz]ed|agreed|said|allowed|told)\b", @"\b(?:points|marks|credit|score|grade)\b"),
        OrderPattern.Of("asks for points", @"ignore(?:all|any|the|your|previous|prior|above)*(?:instruction|prompt|rubric)|(?:give|award)(?:me|this|the|student)*(?:full|max|maximum|all)(?:the)?(?:marks|points|credit|score)"),
    ];

    /// <summary>The two orders of a language: away with the rules, and up with the points.</summary>
    private static IEnumerable<OrderPattern> Orders(string language, string ignore, string rules, string give, string full) =>
        [OrderPattern.Both($"an order in {language}", ignore, rules), OrderPattern.Both($"an order in {language}", give, full)];
}
