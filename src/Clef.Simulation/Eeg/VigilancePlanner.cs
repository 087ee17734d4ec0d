using Clef.Signals.Noise;

namespace Clef.Simulation.Eeg;

/// <summary>The course of vigilance through a session: eyes open and closed on request, then, by sleepiness, drowsiness and sleep with arousals.</summary>
internal static class VigilancePlanner
{
    internal static Vigilance[] Plan(double seconds, double sleepiness, CounterRandom random)
    {
        var course = new Vigilance[Math.Max(1, (int)Math.Ceiling(seconds))];
        Vigilance now = Vigilance.EyesClosed;
        double left = random.Uniform(8, 30);
        bool sleeps = random.Chance(0.08 + (0.85 * sleepiness));
        for (int s = 0; s < course.Length; s++)
        {
            course[s] = now;
            if ((left -= 1) > 0)
            {
                continue;
            }

            // Sleep pressure grows in the quiet of the recording.
            double pull = sleeps ? sleepiness * Math.Min(1, 0.4 + (s / 500.0)) : 0.1 * sleepiness;
            (now, left) = Next(now, pull, random);
        }

        return course;
    }

    private static (Vigilance Next, double Seconds) Next(Vigilance now, double pull, CounterRandom random) => now switch
    {
        Vigilance.EyesOpen => (Vigilance.EyesClosed, random.Exponential(45) + 8),
        Vigilance.EyesClosed => random.Chance(pull) ? (Vigilance.Drowsy, random.Exponential(45) + 10) : (Vigilance.EyesOpen, random.Exponential(14) + 4),
        Vigilance.Drowsy => random.Chance(pull) ? (Vigilance.LightSleep, random.Exponential(130) + 20)
            : (random.Chance(0.5) ? Vigilance.EyesOpen : Vigilance.EyesClosed, random.Exponential(15) + 4),
        Vigilance.LightSleep => random.Chance(0.25 * pull) ? (Vigilance.DeepSleep, random.Exponential(120) + 30)
            : (random.Chance(0.75) ? Vigilance.Drowsy : Vigilance.EyesOpen, random.Exponential(15) + 5),
        _ => (Vigilance.LightSleep, random.Exponential(90) + 20),
    };
}
