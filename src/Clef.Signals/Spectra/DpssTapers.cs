using Clef.Core;

namespace Clef.Signals.Spectra;

/// <summary>
/// Discrete prolate spheroidal sequences: the orthogonal tapers that hold most of their energy within a band (Slepian 1978; Thomson 1982), of unit energy.
/// </summary>
/// <remarks>
/// Two kinds are in use. The symmetric ones are Slepian's sequences of the window's own length. The periodic ones are those of one sample more with the last
/// left out, as MNE-Python takes them for spectra (<c>sym=False</c>). At 800 samples the two differ by up to 0.3 dB in a spectrum, so a model must name its kind.
/// </remarks>
public sealed class DpssTapers
{
    /// <summary>MNE's limit of low bias: tapers with less of their energy within the band are left out.</summary>
    public const double LowBiasLimit = 0.9;

    private DpssTapers(double[][] tapers, double[] concentrations)
    {
        Tapers = tapers;
        Concentrations = concentrations;
    }

    /// <summary>The tapers, best concentrated first; the even ones have a positive mean, the odd ones begin with a positive lobe.</summary>
    public IReadOnlyList<double[]> Tapers { get; }

    /// <summary>For each taper the share of its energy within the band, 0 to 1: its eigenvalue.</summary>
    public IReadOnlyList<double> Concentrations { get; }

    /// <summary>The symmetric tapers.</summary>
    /// <param name="length">Samples.</param>
    /// <param name="halfTimeBandwidth">Half the bandwidth times the duration (Thomson's NW); above 0 and below half the length.</param>
    /// <param name="count">How many; at most the length.</param>
    public static DpssTapers Symmetric(int length, double halfTimeBandwidth, int count)
    {
        if (length < 1 || count < 1 || count > length || !(halfTimeBandwidth > 0 && halfTimeBandwidth < length / 2.0))
        {
            throw new ClefException("tapers", "length, half time-bandwidth, count", FormattableString.Invariant($"{length}, {halfTimeBandwidth}, {count}"),
                "at least one sample, a half time-bandwidth above 0 and below half the length, and at most as many tapers as samples");
        }

        double halfBand = halfTimeBandwidth / length;
        SymmetricTridiagonal commuting = Commuting(length, halfBand);
        var tapers = new double[count][];
        var concentrations = new double[count];
        for (int k = 0; k < count; k++)
        {
            tapers[k] = commuting.Eigenvector(commuting.LargestEigenvalue(k));
            Orient(tapers[k], k);
            concentrations[k] = Concentration(tapers[k], halfBand);
        }

        return new DpssTapers(tapers, concentrations);
    }

    /// <summary>The periodic tapers: the first <paramref name="length"/> samples of the symmetric ones of one sample more.</summary>
    /// <inheritdoc cref="Symmetric" path="/param"/>
    public static DpssTapers Periodic(int length, double halfTimeBandwidth, int count)
    {
        DpssTapers longer = Symmetric(length + 1, halfTimeBandwidth, count);
        return new DpssTapers([.. longer.Tapers.Select(t => t[..length])], [.. longer.Concentrations]);
    }

    /// <summary>Those tapers with more than <see cref="LowBiasLimit"/> of their energy within the band; the best one where there is none.</summary>
    public DpssTapers LowBias()
    {
        int kept = Math.Max(1, Concentrations.Count(c => c > LowBiasLimit));
        return new DpssTapers([.. Tapers.Take(kept)], [.. Concentrations.Take(kept)]);
    }

    /// <summary>The tridiagonal matrix that commutes with the concentration problem and whose eigenvalues, unlike that problem's, lie apart.</summary>
    private static SymmetricTridiagonal Commuting(int length, double halfBand)
    {
        var diagonal = new double[length];
        var beside = new double[Math.Max(0, length - 1)];
        double cosine = Math.Cos(2 * Math.PI * halfBand);
        for (int i = 0; i < length; i++)
        {
            double centred = (length - 1 - (2.0 * i)) / 2;
            diagonal[i] = centred * centred * cosine;
            if (i > 0)
            {
                beside[i - 1] = i * (double)(length - i) / 2;
            }
        }

        return new SymmetricTridiagonal(diagonal, beside);
    }

    private static void Orient(double[] taper, int order)
    {
        double sign;
        if (order % 2 == 0)
        {
            sign = taper.Sum();
        }
        else
        {
            // The first value that is not lost in rounding tells the sign of the first lobe.
            double threshold = 1e-7 / taper.Length;
            sign = taper.FirstOrDefault(v => v * v > threshold);
        }

        if (sign < 0)
        {
            for (int i = 0; i < taper.Length; i++)
            {
                taper[i] = -taper[i];
            }
        }
    }

    /// <summary>The taper's energy within the band: its autocorrelation against the band's inverse transform (Percival and Walden 1993, 8.1).</summary>
    private static double Concentration(double[] taper, double halfBand)
    {
        double energy = 2 * halfBand;
        for (int lag = 1; lag < taper.Length; lag++)
        {
            double correlation = 0;
            for (int i = lag; i < taper.Length; i++)
            {
                correlation += taper[i] * taper[i - lag];
            }

            energy += 2 * correlation * Math.Sin(2 * Math.PI * halfBand * lag) / (Math.PI * lag);
        }

        return Math.Clamp(energy, 0, 1);
    }
}
