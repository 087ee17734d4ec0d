using Clef.Tensors;

namespace Clef.Ecg.Network;

/// <summary>
/// How regularly a stage's channels repeat themselves from beat to beat: the greatest normalised autocorrelation over time at lags of an RR interval. A sinus rhythm
/// comes near 1 in the channels that follow beats; atrial fibrillation and ectopic beats do not. A mean or a deviation over time sees no order at all.
/// </summary>
internal static class Regularity
{
    /// <summary>Steps of time are averaged to at least so many samples of the input (128 ms at 500 Hz): finer ones cost more than they tell.</summary>
    private const int Hop = 64;

    /// <summary>Lags in samples of the input: 0.3 to 1.6 s at 500 Hz, 200 to 37 beats a minute.</summary>
    private const double LeastLag = 150, GreatestLag = 800;

    /// <summary>A channel whose mean square is not well above this is constant: it is not regular but nothing.</summary>
    private const double LeastPower = 1e-6;

    /// <summary>(batch, channel, time) to (batch, channel), between -1 and 1; 0 for constant channels and where there is no second step of time.</summary>
    /// <param name="stage">A stage's output.</param>
    /// <param name="hop">Samples of the input between two of its steps of time.</param>
    public static Tensor Of(Tensor stage, int hop)
    {
        long batch = stage.Size(0), channels = stage.Size(1), steps = stage.Size(2), joined = Math.Max(1, Hop / hop);
        if (joined > 1 && steps >= 2 * joined)
        {
            steps /= joined;
            stage = stage.Slice(2, 0, steps * joined).Reshape(batch, channels, steps, joined).Mean(3); // (batch, channel, step)
            hop *= (int)joined;
        }

        if (steps < 2)
        {
            return Tensor.Zeros(batch, channels);
        }

        int least = (int)Math.Clamp(Math.Round(LeastLag / hop), 1, steps - 1), greatest = (int)Math.Clamp(Math.Round(GreatestLag / hop), least, steps - 1);
        Tensor about = stage - stage.Mean(2, keepAxis: true);
        Tensor power = about.Square().Sum(2) + (LeastPower * steps); // (batch, channel)
        Tensor[] lags = [.. Enumerable.Range(least, greatest - least + 1)
            .Select(lag => (about.Slice(2, 0, steps - lag) * about.Slice(2, lag, steps)).Sum(2, keepAxis: true))];
        return Tensor.Concatenate(lags, 2).Max(2).Values / power;
    }
}
