using System.Runtime.Intrinsics;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>
/// Turns digital units into physical ones: (value - baseline) / gain; the format's "no sample" value becomes NaN.
/// Up to 16 bits the arithmetic is single precision, in which value - baseline is exact; wider samples go through double.
/// </summary>
internal readonly struct DigitalScale
{
    private readonly int _baseline;
    private readonly double _step;
    private readonly long _invalid;
    private readonly bool _narrow;

    public DigitalScale(WfdbSignal signal)
    {
        _baseline = signal.Baseline;
        _step = 1 / signal.Gain;
        _invalid = signal.Format.Invalid();
        _narrow = signal.Format.Bits() <= 16 && signal.Format != WfdbSampleFormat.Difference8
            && Math.Abs((long)signal.Baseline) < 1 << 23 && float.IsNormal((float)_step);
    }

    /// <summary>True where <see cref="Step"/>, <see cref="Baseline"/> and <see cref="Invalid"/> in single precision give the same values.</summary>
    public bool Narrow => _narrow;

    /// <summary>Physical units per digital unit.</summary>
    public float Step => (float)_step;

    /// <summary>Digital value of physical zero.</summary>
    public int Baseline => _baseline;

    /// <summary>The digital value that means "no sample"; only where <see cref="Narrow"/>.</summary>
    public int Invalid => (int)_invalid;

    /// <summary>Scales a run of samples.</summary>
    public void Convert(ReadOnlySpan<int> digital, Span<float> physical)
    {
        int i = 0;
        if (_narrow)
        {
            Vector256<int> baseline = Vector256.Create(_baseline), invalid = Vector256.Create(Invalid);
            Vector256<float> step = Vector256.Create(Step), missing = Vector256.Create(float.NaN);
            for (; i <= digital.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            {
                Vector256<int> value = Vector256.Create(digital[i..]);
                Vector256<float> scaled = Vector256.ConvertToSingle(value - baseline) * step;
                Vector256.ConditionalSelect(Vector256.Equals(value, invalid).AsSingle(), missing, scaled).CopyTo(physical[i..]);
            }
        }

        for (; i < digital.Length; i++)
        {
            physical[i] = digital[i] == _invalid ? float.NaN
                : _narrow ? (digital[i] - _baseline) * Step
                : (float)(((long)digital[i] - _baseline) * _step);
        }
    }
}
