using System.Numerics;

namespace Clef.Simulation.Ecg;

/// <summary>One wave of the heart's dipole: a bell curve in time along one direction, with different widths before and after its peak.</summary>
/// <param name="Centre">Seconds from the onset of the QRS complex.</param>
/// <param name="Rise">Width before the peak, seconds (one standard deviation).</param>
/// <param name="Fall">Width after the peak.</param>
/// <param name="Moment">Direction and size at the peak, millivolts in Frank's axes.</param>
internal readonly record struct DipoleWave(double Centre, double Rise, double Fall, Vector3 Moment);

/// <summary>
/// The ventricles as a few moving dipole sources, each a wall that is activated in its turn: septum, apex, free wall, base; then the ST segment and the T wave.
/// Disease takes walls away, delays them, or turns repolarisation over.
/// </summary>
internal static class VentricleModel
{
    internal static List<DipoleWave> Beat(EcgPhysiology state, BeatOrigin origin, double interval, Vector3 ectopicAxis)
    {
        double qt = state.QtcMilliseconds / 1000 * Math.Cbrt(Math.Clamp(interval, 0.35, 1.6)); // Fridericia
        if (origin is BeatOrigin.VentricularPremature or BeatOrigin.Escape)
        {
            return Ectopic(ectopicAxis * (origin == BeatOrigin.Escape ? 1.3f : 1.8f) * (float)state.Voltage, origin == BeatOrigin.Escape ? 0.15 : 0.16, qt + 0.04);
        }

        var waves = new List<DipoleWave>();
        double d = state.QrsMilliseconds / 1000, v = state.Voltage;
        double tilt = (state.AxisDegrees - 40) * Math.PI / 180; // the sources below are drawn for an axis of about 40 degrees
        void Add(double centre, double rise, double fall, double size, double x, double y, double z, bool turn = true)
        {
            // Turning in the frontal plane: positive from left (x) to down (y).
            double fx = turn ? (x * Math.Cos(tilt)) - (y * Math.Sin(tilt)) : x, fy = turn ? (x * Math.Sin(tilt)) + (y * Math.Cos(tilt)) : y;
            waves.Add(new(centre, rise, fall, new Vector3((float)fx, (float)fy, (float)z) * (float)size));
        }

        float discordant = 1;
        if (state.LeftBundle)
        {
            // The septum is crossed from the right, the left ventricle slowly and last: broad, notched, to the left and back.
            Add(0.3 * d, 0.11 * d, 0.13 * d, 0.95 * v, 0.75, 0.2, 0.45);
            Add(0.62 * d, 0.14 * d, 0.13 * d, 1.15 * v, 0.8, 0.1, 0.6);
            discordant = -0.9f;
        }
        else
        {
            double core = state.RightBundle ? 0.092 : d;
            Add(0.18 * core, 0.08 * core, 0.09 * core, 0.26 * v, -0.45, 0.05, -0.85, turn: false); // septum: right and forward
            Add(0.34 * core, 0.09 * core, 0.09 * core, 0.55 * v, 0.55, 0.45, -0.6); // apex and anterior wall
            Add(0.5 * core, 0.10 * core, 0.10 * core, 1.25 * v, 0.78, 0.6, 0.28); // free wall of the left ventricle
            Add(0.74 * core, 0.10 * core, 0.09 * core, 0.5 * v, -0.1, -0.3, 0.9, turn: false); // base: back and up
            if (state.RightBundle)
            {
                Add(0.8 * d, 0.13 * d, 0.1 * d, 0.55 * v, -0.75, 0.05, -0.75, turn: false); // the right ventricle, late
            }
        }

        Infarct(state, d, waves);
        Repolarisation(state, d, qt, discordant, waves, Add);
        return waves;
    }

    /// <summary>A dead wall leaves the opposite one unopposed: early forces point away from it, and its T wave turns over.</summary>
    private static void Infarct(EcgPhysiology state, double d, List<DipoleWave> waves)
    {
        if (state.Infarct == InfarctSite.None)
        {
            return;
        }

        Vector3 away = -Wall(state.Infarct);
        waves.Add(new(0.26 * d, 0.12 * d, 0.13 * d, away * (float)(0.85 * state.InfarctSize * state.Voltage)));
    }

    private static Vector3 Wall(InfarctSite site) => site switch
    {
        InfarctSite.Inferior => new(-0.05f, 0.95f, 0.15f),
        InfarctSite.Anterior => new(0.25f, 0.05f, -0.95f),
        _ => new(0.95f, -0.15f, 0.2f),
    };

    private static void Repolarisation(
        EcgPhysiology state, double d, double qt, float discordant, List<DipoleWave> waves, Action<double, double, double, double, double, double, double, bool> add)
    {
        double k = state.Hyperkalaemia, fall = (0.034 * (1 - (0.35 * k))) + (0.01 * Math.Max(0, state.QtcMilliseconds - 420) / 60), peak = qt - (2.3 * fall), rise = fall * (1.75 - (0.6 * k));
        double size = 0.34 * Math.Sqrt(state.Voltage) * state.TScale * discordant;
        add(peak, rise, fall, size, 0.72, 0.5, -0.42, false);
        if (state.RightBundle)
        {
            add(peak, rise, fall, 0.18, 0.6, 0, 0.7, false); // T opposes the late right ventricle
        }

        if (state.Infarct != InfarctSite.None)
        {
            waves.Add(new(peak, rise, fall, -Wall(state.Infarct) * (float)(0.32 * state.InfarctSize)));
        }

        // ST: a plateau from the end of QRS into T, built of two broad bells.
        Vector3 st = state.StVector + (new Vector3(-0.75f, -0.35f, 0.4f) * (float)(0.17 * state.Strain)) + (discordant < 0 ? new Vector3(-0.5f, 0, -0.5f) * 0.16f : default);
        if (st.LengthSquared() > 1e-6)
        {
            double middle = (d + peak) / 2, width = Math.Max(0.02, (peak - d) / 4);
            waves.Add(new(d + (0.25 * (peak - d)), 0.022, width, st * 0.75f));
            waves.Add(new(middle + (0.2 * (peak - d)), width, width * 1.2, st * 0.75f));
        }

        // U, small and after T, where the rate is slow enough for it to be seen.
        add(qt + 0.06, 0.025, 0.03, 0.02, 0.6, 0.4, -0.6, false);
    }

    /// <summary>A beat that starts in the ventricle: one broad loop along its own axis, and T against it.</summary>
    private static List<DipoleWave> Ectopic(Vector3 axis, double d, double qt) =>
    [
        new(0.36 * d, 0.15 * d, 0.15 * d, axis * 0.9f),
        new(0.7 * d, 0.14 * d, 0.13 * d, (axis * 0.45f) + new Vector3(axis.Z, -axis.X, axis.Y) * 0.3f),
        new(d + (0.35 * (qt - d)), 0.05, 0.07, axis * -0.1f),
        new(qt - 0.09, 0.075, 0.042, axis * -0.3f),
    ];
}
