using System.Numerics;

namespace Clef.Simulation.Ecg;

/// <summary>The heart's dipole through time, three components a sample, and its projection on leads.</summary>
internal sealed class DipoleTrack(int samples, double sampleRate)
{
    private readonly Vector3[] _moment = new Vector3[samples];

    internal int Samples => samples;

    internal double SampleRate => sampleRate;

    /// <summary>Adds a wave of a beat; beyond four widths it is nil.</summary>
    internal void Add(double onset, DipoleWave wave)
    {
        double centre = onset + wave.Centre;
        int from = Math.Max(0, (int)Math.Ceiling((centre - (4 * wave.Rise)) * sampleRate)), to = Math.Min(samples - 1, (int)((centre + (4 * wave.Fall)) * sampleRate));
        for (int i = from; i <= to; i++)
        {
            double t = (i / sampleRate) - centre, z = t / (t < 0 ? wave.Rise : wave.Fall);
            _moment[i] += wave.Moment * (float)Math.Exp(-0.5 * z * z);
        }
    }

    /// <summary>Adds a value at one sample.</summary>
    internal void Add(int sample, Vector3 moment) => _moment[sample] += moment;

    /// <summary>Turns the heart in the chest, once for its build and with every breath a little (both about Frank's axes, radians).</summary>
    internal void Turn(Vector3 build, double breathHertz, double breathAngle)
    {
        var still = Quaternion.CreateFromYawPitchRoll(build.Y, build.X, build.Z);
        for (int i = 0; i < samples; i++)
        {
            float angle = (float)(breathAngle * Math.Sin(2 * Math.PI * breathHertz * i / sampleRate));
            Quaternion now = Quaternion.CreateFromYawPitchRoll(0.4f * angle, 0.5f * angle, angle) * still;
            _moment[i] = Vector3.Transform(_moment[i], now) * (1 + (0.5f * angle));
        }
    }

    /// <summary>The leads: lead x sample.</summary>
    internal float[][] Project(Vector3[] leads) => [.. leads.Select(lead =>
    {
        var x = new float[samples];
        for (int i = 0; i < samples; i++)
        {
            x[i] = Vector3.Dot(lead, _moment[i]);
        }

        return x;
    })];
}
