using Aita.Exams.Domain;

namespace Aita.Samples;

/// <summary>The exam of the invented class: four pages, seven questions, with rubrics and what students may write.</summary>
internal static class ClassExam
{
    public static Exam Exam { get; } = new("Waves and Heat", "CLASS", 4,
    [
        new("1", 4, QuestionType.MultipleChoice, 1, 250, 350,
            """
            Which of these waves needs a medium? Write the letter.
               (A) light      (B) sound      (C) radio      (D) X-rays
            """),
        new("2", 6, QuestionType.ShortAnswer, 1, 560, 640,
            "State the first law of thermodynamics and say what its symbols mean."),
        new("3a", 10, QuestionType.Calculation, 2, 200, 330,
            """
            A copper block of 0.50 kg at 90 °C is put into 0.40 kg of water at 20 °C.
            Find the final temperature. Copper: 390 J/(kg K), water: 4190 J/(kg K).
            """),
        new("3b", 4, QuestionType.ShortAnswer, 2, 880, 960,
            "Why does the copper cool by much more than the water warms?"),
        new("4", 12, QuestionType.LongAnswer, 3, 200, 300,
            """
            A guitar string is plucked. Explain how it makes a tone, what decides the pitch,
            and why the tone dies away.
            """),
        new("5", 8, QuestionType.Calculation, 4, 200, 300,
            """
            A wave on a rope is y(x, t) = 0.03 sin(4πx − 20πt), in metres and seconds.
            Find its wavelength, its frequency and its speed.
            """),
        new("6", 6, QuestionType.Diagram, 4, 620, 700,
            "Draw a string of length L in its second harmonic and say where its nodes are."),
    ]);

    public static IReadOnlyList<QuestionPool> Pools { get; } =
    [
        new("1", "B",
        [
            new(4, "Chooses B, sound.", ["B"], [], ["A", "C", "D"]),
        ]),
        new("2", "$\\Delta U = Q + W$: the internal energy changes by the heat taken in and the work done on the system.",
        [
            new(3, "States that the change of internal energy is heat plus work, in words or as $\\Delta U = Q + W$.",
                [@"$\Delta U = Q + W$", "The change of internal energy is heat plus work", @"$\Delta U$ equals heat in plus work done on it"],
                ["Energy is conserved", "Energy can not be made or lost"],
                ["Heat always goes up", "Hot things cool down"]),
            new(3, "Says what $U$, $Q$ and $W$ mean.",
                ["U internal energy, Q heat in, W work on it", "Q is heat taken in, W work done on it, U energy inside"],
                ["Q is heat and W is work", "U is the energy"],
                ["U is the voltage", "W is the weight"]),
        ]),
        new("3a", "$T = 27.3$ °C, from $195 (90 - T) = 1676 (T - 20)$.",
        [
            new(4, "Sets the heat given by the copper equal to the heat taken by the water.",
                [@"$m_1 c_1 (T_1 - T) = m_2 c_2 (T - T_2)$", @"heat given = heat taken: $195 (90 - T) = 1676 (T - 20)$"],
                [@"$Q = m c T$ for both of them", @"$195 \cdot 90 = 1676 \cdot T$"],
                [@"$T = \frac{90 + 20}{2}$", "the copper gives its heat to the air"]),
            new(4, "Solves for the temperature.",
                [@"$T = \frac{17550 + 33520}{1871}$", @"$17550 - 195 T = 1676 T - 33520$  so  $1871 T = 51070$"],
                [@"$17550 - 195 T = 1676 T - 20$", @"$T (195 + 1676) = 17550$"],
                ["then both are equal", @"$T = 90 - 20$"]),
            new(2, "Gives 27.3 °C, with its unit; half without.",
                [@"$T = 27.3$ °C", @"$T \approx 27.3$ °C  (300 K)"],
                [@"$T = 27.3$", @"$T \approx 27$"],
                [@"$T = 55$ °C", @"$T = 70$ K"]),
        ]),
        new("3b", "Water has the larger heat capacity: 1676 J/K against 195 J/K.",
        [
            new(2, "Names the larger heat capacity of the water.",
                ["The water has a much larger heat capacity", "Water needs more heat for every degree"],
                ["There is less copper than heat", "Water is slow to warm"],
                ["Copper is a metal", "The water was colder"]),
            new(2, "Compares the two, such as 1676 J/K with 195 J/K.",
                ["1676 J/K against 195 J/K", "about nine times as much: 1676 to 195"],
                ["4190 is more than 390"],
                ["so it is fair", "both get the same"]),
        ]),
        new("4", "A standing wave shakes the air; length, tension and mass decide the pitch; the energy goes to air and heat.",
        [
            new(4, "Says that a standing wave on the string makes the air vibrate.",
                ["Two waves run along the string and make a\nstanding wave. It shakes the body and the air.",
                    "The string swings in a standing wave and\npushes the air back and forth, that is sound."],
                ["The string moves and this makes sound.", "The string swings to and fro."],
                ["The hole makes the tone.", "The finger makes the tone."]),
            new(4, "Says that length, tension and mass of the string decide the pitch.",
                ["Pitch depends on length, tension and mass:\n$f = \\frac{1}{2 L} \\sqrt{\\frac{F}{\\mu}}$",
                    "A shorter, tighter or lighter string is higher,\nbecause the wave is faster or shorter."],
                ["A shorter string sounds higher.", "It depends on how tight it is."],
                ["It depends on how hard you pluck.", "Louder is higher."]),
            new(4, "Says that the energy goes to the air and becomes heat.",
                ["The energy goes away as sound and as heat\nin the string, so the swing gets smaller.",
                    "Friction and the sound itself take energy,\nuntil nothing is left to move the string."],
                ["The string loses energy.", "It gets weaker by friction."],
                ["The sound gets tired.", "Gravity stops it."]),
        ]),
        new("5", "$\\lambda = 0.5$ m, $f = 10$ Hz, $v = 5$ m/s.",
        [
            new(3, "Finds the wavelength, 0.5 m.",
                [@"$\lambda = \frac{2 \pi}{4 \pi} = 0.5$ m", @"$k = 4 \pi$ so $\lambda = \frac{2 \pi}{k} = 0.5$ m"],
                [@"$\lambda = \frac{2 \pi}{4 \pi}$"],
                [@"$\lambda = 4 \pi$", @"$\lambda = 0.03$ m"]),
            new(3, "Finds the frequency, 10 Hz.",
                [@"$f = \frac{20 \pi}{2 \pi} = 10$ Hz", @"$\omega = 20 \pi$ so $f = \frac{\omega}{2 \pi} = 10$ Hz"],
                [@"$f = \frac{\omega}{2 \pi}$"],
                [@"$f = 20 \pi$", @"$f = 20$ Hz"]),
            new(2, "Finds the speed, 5 m/s.",
                [@"$v = \lambda f = 0.5 \cdot 10 = 5$ m/s", @"$v = \frac{\omega}{k} = 5$ m/s"],
                [@"$v = \lambda f$"],
                [@"$v = \frac{f}{\lambda} = 20$", @"$v = 340$ m/s"]),
        ]),
        new("6", "Two loops; nodes at 0, L/2 and L.",
        [
            new(4, "Draws two loops between the fixed ends.",
                ["[sketch: a string with two loops between its ends]"],
                ["[sketch: a string with one loop between its ends]"],
                ["[sketch: a string with three loops between its ends]"]),
            new(2, "Names the nodes: both ends and the middle.",
                [@"nodes at 0, $\frac{L}{2}$ and L", "nodes: both ends and the middle"],
                ["nodes at both ends", "node in the middle"],
                ["there are no nodes"]),
        ]),
    ];
}
